// Written by `npm run generate` from schemas/ and starter/. Do not edit.

/** The JSON Schemas (2020-12) of the documents, by kind. */
export const schemas = {
  "service": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://towpath.dev/schemas/v1/service.json",
    "title": "ServiceManifest",
    "description": "The manifest of one service, towpath.yaml.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "towpath.dev/v1",
        "description": "The version of this format."
      },
      "kind": {
        "const": "Service"
      },
      "platform": {
        "type": "string",
        "minLength": 1,
        "description": "Where the platform definition is: a path, relative to this file. The starter platform when absent.",
        "examples": [
          "../platform"
        ]
      },
      "metadata": {
        "$ref": "#/$defs/metadata"
      },
      "toolchain": {
        "type": "object",
        "maxProperties": 50,
        "description": "What the pipeline installs before the commands: tools and their versions.",
        "propertyNames": {
          "type": "string",
          "pattern": "^[a-z][a-z0-9+.-]{0,62}$",
          "x-expected": "a tool's name, such as node, java, python, go or dotnet"
        },
        "additionalProperties": {
          "type": "string",
          "pattern": "^[0-9A-Za-z][0-9A-Za-z.+_-]{0,62}$",
          "x-expected": "a version as a text, such as \"24\" or \"21.0.2\""
        },
        "examples": [
          {
            "node": "24"
          }
        ]
      },
      "build": {
        "$ref": "#/$defs/build"
      },
      "test": {
        "$ref": "#/$defs/test"
      },
      "workload": {
        "$ref": "#/$defs/workload",
        "description": "The one thing that runs; short for workloads: { main: … }."
      },
      "workloads": {
        "type": "object",
        "description": "What runs, by name.",
        "maxProperties": 100,
        "propertyNames": {
          "$ref": "#/$defs/name"
        },
        "additionalProperties": {
          "$ref": "#/$defs/workload"
        }
      },
      "resources": {
        "type": "object",
        "description": "What the service needs of the platform, by name.",
        "maxProperties": 1000,
        "propertyNames": {
          "$ref": "#/$defs/name"
        },
        "additionalProperties": {
          "$ref": "#/$defs/resource",
          "required": [
            "type"
          ]
        },
        "examples": [
          {
            "db": {
              "type": "postgres",
              "version": "17"
            }
          }
        ]
      },
      "secrets": {
        "type": "object",
        "description": "Secrets that somebody else issues, by name.",
        "propertyNames": {
          "$ref": "#/$defs/name"
        },
        "additionalProperties": {
          "$ref": "#/$defs/secret",
          "required": [
            "from"
          ]
        }
      },
      "exposes": {
        "type": "object",
        "maxProperties": 100,
        "description": "Contracts that others may rely on, by name.",
        "propertyNames": {
          "$ref": "#/$defs/name"
        },
        "additionalProperties": {
          "$ref": "#/$defs/contract"
        },
        "examples": [
          {
            "api": {
              "openapi": "api/openapi.yaml"
            }
          }
        ]
      },
      "consumes": {
        "type": "object",
        "maxProperties": 1000,
        "description": "Contracts of others that this service relies on, by name.",
        "propertyNames": {
          "$ref": "#/$defs/name"
        },
        "additionalProperties": {
          "$ref": "#/$defs/consumption"
        },
        "examples": [
          {
            "payments": {
              "service": "payments",
              "contract": "api"
            }
          }
        ]
      },
      "resourceTypes": {
        "type": "array",
        "maxItems": 100,
        "description": "Files of resource types of this repository's own, relative to this file, where the platform lets it; * stands for any part of a name.",
        "items": {
          "$ref": "#/$defs/path"
        },
        "examples": [
          [
            "./types/*.yaml"
          ]
        ]
      },
      "moved": {
        "type": "array",
        "maxItems": 1000,
        "description": "Renames, oldest first, so that what is there is kept.",
        "items": {
          "$ref": "#/$defs/move"
        }
      },
      "environments": {
        "type": "object",
        "maxProperties": 100,
        "description": "The environments the service is in, each with what differs there: deep merge, lists replace, null removes. All of the platform's when absent.",
        "propertyNames": {
          "$ref": "#/$defs/name"
        },
        "additionalProperties": {
          "$ref": "#/$defs/overlay"
        },
        "examples": [
          {
            "dev": {},
            "prod": {
              "workload": {
                "scale": {
                  "min": 4
                }
              }
            }
          }
        ]
      }
    },
    "$defs": {
      "name": {
        "type": "string",
        "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        "x-expected": "a DNS label: lower-case letters, digits and hyphens, at most 63, no hyphen first or last"
      },
      "text": {
        "type": "string",
        "minLength": 1,
        "x-expected": "a text that is not empty"
      },
      "duration": {
        "type": "string",
        "pattern": "^[0-9]{1,9}(ms|s|m|h|d)$",
        "x-expected": "a duration: a whole number and ms, s, m, h or d",
        "examples": [
          "30s",
          "2m"
        ]
      },
      "path": {
        "type": "string",
        "minLength": 1,
        "x-expected": "a path relative to this file",
        "description": "A path or glob, relative to this file, inside the repository."
      },
      "metadata": {
        "title": "ServiceMetadata",
        "type": "object",
        "required": [
          "name"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "$ref": "#/$defs/name",
            "description": "The service's name, the same everywhere.",
            "examples": [
              "orders"
            ]
          },
          "owner": {
            "$ref": "#/$defs/name",
            "description": "A team of the platform.",
            "examples": [
              "team-checkout"
            ]
          },
          "description": {
            "type": "string",
            "description": "What it does, in one sentence."
          },
          "criticality": {
            "enum": [
              "critical",
              "standard",
              "experimental"
            ],
            "default": "standard"
          },
          "system": {
            "type": "string",
            "description": "The larger system it is part of.",
            "examples": [
              "shop"
            ]
          },
          "labels": {
            "type": "object",
            "propertyNames": {
              "type": "string",
              "pattern": "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$",
              "x-expected": "a label's name: letters, digits, dots, slashes and hyphens"
            },
            "additionalProperties": {
              "type": "string"
            },
            "examples": [
              {
                "cost-center": "4711"
              }
            ]
          },
          "values": {
            "type": "object",
            "description": "Further facts, for ${metadata.values.NAME}.",
            "additionalProperties": true,
            "examples": [
              {
                "tenant": "north"
              }
            ]
          },
          "links": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/link"
            }
          }
        }
      },
      "link": {
        "title": "ServiceLink",
        "type": "object",
        "required": [
          "title",
          "url"
        ],
        "additionalProperties": false,
        "properties": {
          "title": {
            "$ref": "#/$defs/text"
          },
          "url": {
            "type": "string",
            "pattern": "^https?://[^\\s]+$",
            "x-expected": "an address that starts with https:// or http://"
          }
        }
      },
      "commands": {
        "type": [
          "string",
          "array"
        ],
        "minLength": 1,
        "items": {
          "$ref": "#/$defs/text"
        },
        "x-expected": "a command or a list of commands",
        "description": "A command, or several that run in order; the first failure stops.",
        "examples": [
          [
            "npm ci",
            "npm run build"
          ]
        ]
      },
      "build": {
        "title": "Build",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "run": {
            "$ref": "#/$defs/commands"
          },
          "output": {
            "title": "BuildOutput",
            "type": [
              "string",
              "array"
            ],
            "minLength": 1,
            "items": {
              "$ref": "#/$defs/path"
            },
            "x-expected": "a path or a list of paths",
            "description": "Paths and globs that are packed into the artifact.",
            "examples": [
              [
                "dist",
                "package.json"
              ]
            ]
          },
          "image": {
            "title": "ImageBuild",
            "type": "object",
            "additionalProperties": false,
            "description": "Builds an image instead of packing files.",
            "properties": {
              "dockerfile": {
                "$ref": "#/$defs/path",
                "description": "The Dockerfile.",
                "examples": [
                  "Dockerfile"
                ]
              },
              "context": {
                "$ref": "#/$defs/path",
                "description": "The folder that is sent to the builder; this file's own when absent.",
                "examples": [
                  "."
                ]
              },
              "target": {
                "$ref": "#/$defs/text",
                "description": "The stage to build; the last when absent."
              },
              "arguments": {
                "type": "object",
                "description": "Build arguments. Never secrets: they stay in the image.",
                "additionalProperties": {
                  "type": "string"
                },
                "examples": [
                  {
                    "NODE_ENV": "production"
                  }
                ]
              }
            },
            "examples": [
              {
                "dockerfile": "Dockerfile"
              }
            ]
          }
        }
      },
      "test": {
        "title": "Test",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "run": {
            "$ref": "#/$defs/commands"
          },
          "with": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/name"
            },
            "description": "Resources that are started for the tests, their variables set.",
            "examples": [
              [
                "db"
              ]
            ]
          },
          "reports": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "junit": {
                "$ref": "#/$defs/path"
              },
              "coverage": {
                "$ref": "#/$defs/path"
              }
            },
            "examples": [
              {
                "junit": "reports/*.xml"
              }
            ]
          },
          "minimum": {
            "type": "object",
            "additionalProperties": false,
            "description": "The coverage that must be reached, in percent.",
            "properties": {
              "lines": {
                "type": "number",
                "minimum": 0,
                "maximum": 100
              },
              "branches": {
                "type": "number",
                "minimum": 0,
                "maximum": 100
              },
              "functions": {
                "type": "number",
                "minimum": 0,
                "maximum": 100
              }
            }
          }
        }
      },
      "workload": {
        "title": "Workload",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "score": {
            "type": [
              "string",
              "object"
            ],
            "minLength": 1,
            "required": [
              "file"
            ],
            "additionalProperties": false,
            "description": "A Score file that says what runs and what it needs; relative to this file.",
            "x-expected": "a path, or { file, overrides, set }",
            "properties": {
              "file": {
                "$ref": "#/$defs/path",
                "examples": [
                  "score.yaml"
                ]
              },
              "overrides": {
                "type": "array",
                "items": {
                  "$ref": "#/$defs/path"
                },
                "description": "Files that are laid over it, in their order.",
                "examples": [
                  [
                    "overrides.score.yaml"
                  ]
                ]
              },
              "set": {
                "type": "object",
                "description": "Values by their path in it; null takes one out.",
                "additionalProperties": true,
                "examples": [
                  {
                    "containers.web.image": "nginx:1.29"
                  }
                ]
              }
            },
            "examples": [
              "score.yaml"
            ]
          },
          "run": {
            "type": "string",
            "minLength": 1,
            "description": "The command that starts it, in the artifact's folder.",
            "examples": [
              "node dist/server.js"
            ]
          },
          "image": {
            "type": "string",
            "minLength": 1,
            "description": "An image instead of a command; . stands for the one that the build makes.",
            "examples": [
              "nginx:1.29"
            ]
          },
          "command": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "In place of the image's entry point."
          },
          "args": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "In place of the image's arguments."
          },
          "kind": {
            "enum": [
              "server",
              "worker",
              "job"
            ],
            "description": "server where it has a port, job where it has a schedule, worker otherwise."
          },
          "schedule": {
            "type": "string",
            "minLength": 1,
            "description": "When a job runs: five cron fields.",
            "examples": [
              "0 3 * * *"
            ]
          },
          "port": {
            "type": "integer",
            "minimum": 1,
            "maximum": 65535,
            "description": "Where it listens.",
            "examples": [
              8080
            ]
          },
          "ports": {
            "type": "object",
            "maxProperties": 100,
            "description": "Ports that other services reach it by, by name.",
            "propertyNames": {
              "$ref": "#/$defs/name"
            },
            "additionalProperties": {
              "$ref": "#/$defs/servicePort"
            },
            "examples": [
              {
                "web": {
                  "port": 80,
                  "targetPort": 8080
                }
              }
            ]
          },
          "health": {
            "$ref": "#/$defs/health"
          },
          "liveness": {
            "$ref": "#/$defs/probe",
            "description": "Asked again and again; what does not answer is started anew."
          },
          "readiness": {
            "$ref": "#/$defs/probe",
            "description": "Asked before it is given work."
          },
          "scale": {
            "$ref": "#/$defs/scale"
          },
          "limits": {
            "$ref": "#/$defs/limits",
            "description": "What it may use at most."
          },
          "requests": {
            "$ref": "#/$defs/limits",
            "description": "What it needs at least."
          },
          "route": {
            "$ref": "#/$defs/route"
          },
          "variables": {
            "$ref": "#/$defs/variables"
          },
          "files": {
            "$ref": "#/$defs/files"
          },
          "volumes": {
            "$ref": "#/$defs/volumes"
          },
          "containers": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 50,
            "description": "What runs side by side, by name, instead of run or image.",
            "propertyNames": {
              "$ref": "#/$defs/name"
            },
            "additionalProperties": {
              "$ref": "#/$defs/container"
            },
            "examples": [
              {
                "web": {
                  "image": "nginx:1.29"
                },
                "proxy": {
                  "image": "envoyproxy/envoy:v1.36.0"
                }
              }
            ]
          },
          "annotations": {
            "$ref": "#/$defs/annotations"
          },
          "deploy": {
            "$ref": "#/$defs/deploy"
          }
        }
      },
      "health": {
        "title": "Health",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "path": {
            "type": "string",
            "pattern": "^/[^\\s]*$",
            "x-expected": "a path that starts with /",
            "examples": [
              "/healthz"
            ]
          },
          "interval": {
            "$ref": "#/$defs/duration"
          },
          "timeout": {
            "$ref": "#/$defs/duration"
          },
          "grace": {
            "$ref": "#/$defs/duration",
            "description": "How long it may take after its start until it answers."
          }
        }
      },
      "scale": {
        "title": "Scale",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "min": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "max": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1000
          },
          "cpu": {
            "type": "string",
            "pattern": "^(100|[1-9][0-9]?)%$",
            "x-expected": "a share of a processor from 1% to 100%",
            "examples": [
              "70%"
            ]
          }
        }
      },
      "limits": {
        "title": "Limits",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "cpu": {
            "type": [
              "string",
              "number"
            ],
            "minimum": 0,
            "pattern": "^[0-9]+(\\.[0-9]+)?m?$",
            "x-expected": "processors, such as 2, 0.5 or 500m",
            "examples": [
              "500m"
            ]
          },
          "memory": {
            "type": [
              "string",
              "integer"
            ],
            "minimum": 0,
            "pattern": "^[0-9]+(\\.[0-9]+)?(k|K|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$",
            "x-expected": "an amount of memory, such as 512Mi or 2Gi",
            "examples": [
              "512Mi"
            ]
          }
        }
      },
      "route": {
        "title": "Route",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "host": {
            "type": "string",
            "minLength": 1,
            "examples": [
              "orders.${environment.domain}"
            ]
          },
          "path": {
            "type": "string",
            "pattern": "^/[^\\s]*$",
            "x-expected": "a path that starts with /"
          },
          "visibility": {
            "enum": [
              "internal",
              "public"
            ],
            "default": "internal"
          }
        }
      },
      "deploy": {
        "title": "Deploy",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "strategy": {
            "enum": [
              "recreate",
              "rolling",
              "blue-green",
              "canary"
            ],
            "default": "rolling"
          },
          "migrate": {
            "type": "string",
            "minLength": 1,
            "description": "Runs before the new release is exposed."
          },
          "smoke": {
            "type": "string",
            "minLength": 1,
            "description": "Proves the new release."
          },
          "bake": {
            "$ref": "#/$defs/duration",
            "description": "How long the new release is watched."
          }
        }
      },
      "resource": {
        "title": "ResourceRequest",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "type": {
            "type": "string",
            "pattern": "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
            "x-expected": "the name of a resource type: letters, digits and hyphens",
            "description": "A resource type of the platform.",
            "examples": [
              "postgres"
            ]
          },
          "variant": {
            "$ref": "#/$defs/text"
          },
          "version": {
            "type": "string",
            "minLength": 1,
            "description": "One that the type offers, as a text.",
            "examples": [
              "17"
            ]
          },
          "size": {
            "$ref": "#/$defs/text",
            "description": "One of the type's sizes.",
            "examples": [
              "small"
            ]
          },
          "class": {
            "$ref": "#/$defs/text",
            "description": "A size or a variant of the type, whichever has this name: what Score calls a class."
          },
          "share": {
            "type": "string",
            "pattern": "^[a-z0-9]+([.-]+[a-z0-9]+)*$",
            "maxLength": 63,
            "x-expected": "lower-case letters, digits, hyphens and dots, at most 63",
            "description": "The same thing for every service that names it.",
            "examples": [
              "shop-events"
            ]
          },
          "settings": {
            "type": "object",
            "description": "Settings of the type.",
            "additionalProperties": true
          },
          "annotations": {
            "$ref": "#/$defs/annotations"
          },
          "values": {
            "type": "object",
            "description": "Further facts about it, carried as they are.",
            "additionalProperties": true
          }
        }
      },
      "secret": {
        "title": "SecretRequest",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "from": {
            "type": "string",
            "pattern": "^[a-z][a-z0-9-]*:[^\\s]+$",
            "x-expected": "SOURCE:KEY",
            "examples": [
              "vault:partner-key"
            ]
          }
        }
      },
      "move": {
        "title": "Move",
        "type": "object",
        "required": [
          "from",
          "to"
        ],
        "additionalProperties": false,
        "properties": {
          "from": {
            "$ref": "#/$defs/movable",
            "examples": [
              "resources.database"
            ]
          },
          "to": {
            "$ref": "#/$defs/movable",
            "examples": [
              "resources.db"
            ]
          }
        }
      },
      "movable": {
        "type": "string",
        "pattern": "^(resources|workloads)\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        "x-expected": "resources.NAME or workloads.NAME"
      },
      "overlay": {
        "title": "ServiceOverlay",
        "description": "What differs in one environment: deep merge, lists replace, null removes.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "workload": {
            "$ref": "#/$defs/workload"
          },
          "workloads": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/$defs/workload"
            }
          },
          "resources": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/$defs/resource"
            }
          },
          "secrets": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/$defs/secret"
            }
          },
          "consumes": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/$defs/consumption"
            }
          }
        }
      },
      "variables": {
        "type": "object",
        "maxProperties": 2000,
        "description": "Environment variables; texts may hold placeholders.",
        "propertyNames": {
          "type": "string",
          "pattern": "^[^=\\u0000]+$",
          "x-expected": "a variable's name, without ="
        },
        "additionalProperties": {
          "type": [
            "string",
            "number",
            "boolean"
          ]
        },
        "examples": [
          {
            "DATABASE_URL": "${resources.db.url}"
          }
        ]
      },
      "annotationName": {
        "type": "string",
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._/-]{0,315}$",
        "x-expected": "an annotation's name: letters, digits, dots, slashes, underscores and hyphens"
      },
      "servicePort": {
        "title": "ServicePort",
        "type": "object",
        "required": [
          "port"
        ],
        "additionalProperties": false,
        "properties": {
          "port": {
            "type": "integer",
            "minimum": 1,
            "maximum": 65535,
            "description": "Where others reach it.",
            "examples": [
              80
            ]
          },
          "targetPort": {
            "type": "integer",
            "minimum": 1,
            "maximum": 65535,
            "description": "Where it listens; the same when absent.",
            "examples": [
              8080
            ]
          },
          "protocol": {
            "enum": [
              "TCP",
              "UDP"
            ],
            "default": "TCP"
          }
        }
      },
      "files": {
        "type": "object",
        "maxProperties": 200,
        "description": "Files that it finds, by their path.",
        "propertyNames": {
          "type": "string",
          "minLength": 1,
          "x-expected": "a path"
        },
        "additionalProperties": {
          "$ref": "#/$defs/file"
        },
        "examples": [
          {
            "/etc/app/config.yaml": {
              "source": "config.yaml"
            }
          }
        ]
      },
      "file": {
        "title": "FileRequest",
        "type": "object",
        "additionalProperties": false,
        "description": "One of content, binaryContent and source.",
        "properties": {
          "content": {
            "type": "string",
            "description": "Its text; may hold placeholders."
          },
          "binaryContent": {
            "type": "string",
            "description": "Its bytes in base64."
          },
          "source": {
            "$ref": "#/$defs/path",
            "description": "A file beside this one that it is a copy of.",
            "examples": [
              "config/app.yaml"
            ]
          },
          "mode": {
            "type": "string",
            "pattern": "^0?[0-7]{3}$",
            "x-expected": "three octal digits as a text, such as \"0644\"",
            "examples": [
              "0644"
            ]
          },
          "noExpand": {
            "type": "boolean",
            "default": false,
            "description": "True leaves placeholders as they are."
          }
        }
      },
      "volumes": {
        "type": "object",
        "maxProperties": 100,
        "description": "What it finds mounted, by path.",
        "propertyNames": {
          "type": "string",
          "minLength": 1,
          "x-expected": "a path"
        },
        "additionalProperties": {
          "$ref": "#/$defs/volume"
        },
        "examples": [
          {
            "/var/data": {
              "source": "${resources.data}"
            }
          }
        ]
      },
      "volume": {
        "title": "VolumeRequest",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "source": {
            "type": "string",
            "minLength": 1,
            "description": "A resource, as ${resources.NAME}, or what the platform knows by that name.",
            "examples": [
              "${resources.data}"
            ]
          },
          "path": {
            "type": "string",
            "description": "A path within it."
          },
          "readOnly": {
            "type": "boolean",
            "default": false
          }
        }
      },
      "probe": {
        "title": "Probe",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": false,
        "properties": {
          "httpGet": {
            "title": "HttpProbe",
            "type": "object",
            "additionalProperties": false,
            "description": "Healthy when it answers with 200 to 399.",
            "properties": {
              "path": {
                "type": "string",
                "examples": [
                  "/healthz"
                ]
              },
              "port": {
                "type": "integer",
                "minimum": 1,
                "maximum": 65535
              },
              "scheme": {
                "enum": [
                  "HTTP",
                  "HTTPS"
                ],
                "default": "HTTP"
              },
              "host": {
                "type": "string",
                "minLength": 1
              },
              "httpHeaders": {
                "type": "array",
                "maxItems": 100,
                "items": {
                  "title": "HttpHeader",
                  "type": "object",
                  "required": [
                    "name",
                    "value"
                  ],
                  "additionalProperties": false,
                  "properties": {
                    "name": {
                      "type": "string",
                      "pattern": "^[A-Za-z0-9_-]+$",
                      "x-expected": "a header's name: letters, digits, underscores and hyphens"
                    },
                    "value": {
                      "$ref": "#/$defs/text"
                    }
                  }
                }
              }
            }
          },
          "exec": {
            "title": "ExecProbe",
            "type": "object",
            "additionalProperties": false,
            "description": "Healthy when the command ends with 0.",
            "properties": {
              "command": {
                "type": "array",
                "items": {
                  "type": "string"
                },
                "examples": [
                  [
                    "/bin/check"
                  ]
                ]
              }
            }
          }
        }
      },
      "container": {
        "title": "Container",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "run": {
            "type": "string",
            "minLength": 1,
            "description": "The command that starts it, in the artifact's folder.",
            "examples": [
              "node dist/server.js"
            ]
          },
          "image": {
            "type": "string",
            "minLength": 1,
            "description": "An image instead of a command; . stands for the one that the build makes.",
            "examples": [
              "nginx:1.29"
            ]
          },
          "command": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "In place of the image's entry point."
          },
          "args": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "In place of the image's arguments."
          },
          "variables": {
            "$ref": "#/$defs/variables"
          },
          "files": {
            "$ref": "#/$defs/files"
          },
          "volumes": {
            "$ref": "#/$defs/volumes"
          },
          "before": {
            "type": "object",
            "maxProperties": 50,
            "description": "Containers that start only when this one is so far.",
            "propertyNames": {
              "$ref": "#/$defs/name"
            },
            "additionalProperties": {
              "title": "Before",
              "type": "object",
              "required": [
                "ready"
              ],
              "additionalProperties": false,
              "properties": {
                "ready": {
                  "enum": [
                    "started",
                    "healthy",
                    "complete"
                  ]
                }
              }
            },
            "examples": [
              {
                "web": {
                  "ready": "complete"
                }
              }
            ]
          },
          "limits": {
            "$ref": "#/$defs/limits",
            "description": "What it may use at most."
          },
          "requests": {
            "$ref": "#/$defs/limits",
            "description": "What it needs at least."
          },
          "liveness": {
            "$ref": "#/$defs/probe",
            "description": "Asked again and again; what does not answer is started anew."
          },
          "readiness": {
            "$ref": "#/$defs/probe",
            "description": "Asked before it is given work."
          }
        }
      },
      "annotations": {
        "type": "object",
        "maxProperties": 200,
        "description": "Texts for those who run it. Never secrets.",
        "propertyNames": {
          "$ref": "#/$defs/annotationName"
        },
        "additionalProperties": {
          "type": "string"
        },
        "examples": [
          {
            "example.com/dashboard": "orders"
          }
        ]
      },
      "contract": {
        "title": "Contract",
        "type": "object",
        "additionalProperties": false,
        "description": "One of openapi, asyncapi, graphql and protobuf.",
        "properties": {
          "openapi": {
            "$ref": "#/$defs/path",
            "examples": [
              "api/openapi.yaml"
            ]
          },
          "asyncapi": {
            "$ref": "#/$defs/path"
          },
          "graphql": {
            "$ref": "#/$defs/path"
          },
          "protobuf": {
            "$ref": "#/$defs/path"
          },
          "allow": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/name"
            },
            "description": "Teams that may rely on it; every team when absent.",
            "examples": [
              [
                "team-billing"
              ]
            ]
          }
        }
      },
      "consumption": {
        "title": "Consumption",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "service": {
            "$ref": "#/$defs/name",
            "description": "The service whose contract it is.",
            "examples": [
              "payments"
            ]
          },
          "contract": {
            "$ref": "#/$defs/name",
            "description": "One that the service exposes.",
            "examples": [
              "api"
            ]
          },
          "uses": {
            "$ref": "#/$defs/path",
            "description": "A file that says which parts are used.",
            "examples": [
              "contracts/payments.json"
            ]
          },
          "clients": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/text"
            },
            "description": "For what is no service of the platform: the clients that it is reached by."
          }
        }
      }
    }
  },
  "platform": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://towpath.dev/schemas/v1/platform.json",
    "title": "PlatformManifest",
    "description": "What a platform team offers: environments, teams, resource types, policy packs.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "environments"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "towpath.dev/v1"
      },
      "kind": {
        "const": "Platform"
      },
      "metadata": {
        "title": "PlatformMetadata",
        "type": "object",
        "required": [
          "name"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "$ref": "#/$defs/name",
            "examples": [
              "acme"
            ]
          },
          "title": {
            "type": "string"
          },
          "description": {
            "type": "string"
          }
        }
      },
      "teams": {
        "type": "object",
        "description": "Who may own a service. Without teams, any owner will do.",
        "propertyNames": {
          "$ref": "#/$defs/name"
        },
        "additionalProperties": {
          "$ref": "#/$defs/team"
        }
      },
      "defaults": {
        "title": "PlatformDefaults",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "workload": {
            "$ref": "service.json#/$defs/workload"
          }
        },
        "examples": [
          {
            "workload": {
              "health": {
                "interval": "2s"
              }
            }
          }
        ]
      },
      "environments": {
        "type": "object",
        "description": "The environments, in the order in which they are shown.",
        "minProperties": 1,
        "propertyNames": {
          "$ref": "#/$defs/name"
        },
        "additionalProperties": {
          "$ref": "#/$defs/environment"
        }
      },
      "resourceTypes": {
        "type": "array",
        "description": "Files of resource types, relative to this file; * stands for any part of a name.",
        "items": {
          "type": "string",
          "minLength": 1
        },
        "examples": [
          [
            "./types/*.yaml"
          ]
        ]
      },
      "teamTypes": {
        "enum": [
          "allow",
          "review",
          "deny"
        ],
        "default": "deny",
        "description": "Whether a repository may declare resource types of its own; review: with a finding that asks the platform team to look."
      },
      "shared": {
        "type": "object",
        "description": "Resources that several services share, by the name after share.",
        "propertyNames": {
          "type": "string",
          "pattern": "^[a-z0-9]+([.-]+[a-z0-9]+)*$",
          "maxLength": 63,
          "x-expected": "lower-case letters, digits, hyphens and dots, at most 63"
        },
        "additionalProperties": {
          "title": "SharedResource",
          "type": "object",
          "required": [
            "owner"
          ],
          "additionalProperties": false,
          "properties": {
            "owner": {
              "$ref": "#/$defs/name",
              "description": "The team that it belongs to."
            },
            "type": {
              "$ref": "#/$defs/name"
            }
          }
        },
        "examples": [
          {
            "shop-events": {
              "owner": "team-shop",
              "type": "queue"
            }
          }
        ]
      },
      "policies": {
        "title": "Policies",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "packs": {
            "type": "array",
            "items": {
              "type": "string",
              "minLength": 1
            },
            "examples": [
              [
                "@towpath/policy/recommended"
              ]
            ]
          },
          "levels": {
            "type": "object",
            "description": "How strictly a rule is taken: one level, or one for each environment.",
            "additionalProperties": {
              "$ref": "#/$defs/ruleLevel"
            },
            "examples": [
              {
                "data/backup-retention": "mandatory"
              }
            ]
          }
        }
      }
    },
    "$defs": {
      "name": {
        "type": "string",
        "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        "x-expected": "a DNS label: lower-case letters, digits and hyphens, at most 63, no hyphen first or last"
      },
      "duration": {
        "type": "string",
        "pattern": "^[0-9]{1,9}(ms|s|m|h|d)$",
        "x-expected": "a duration: a whole number and ms, s, m, h or d"
      },
      "team": {
        "title": "Team",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "github": {
            "type": "string",
            "minLength": 1,
            "examples": [
              "@acme/checkout"
            ]
          },
          "contact": {
            "type": "string",
            "minLength": 1
          }
        }
      },
      "engineKind": {
        "enum": [
          "local",
          "terraform",
          "kubernetes"
        ]
      },
      "engine": {
        "title": "EngineOptions",
        "type": "object",
        "required": [
          "kind"
        ],
        "properties": {
          "kind": {
            "$ref": "#/$defs/engineKind"
          }
        },
        "additionalProperties": true
      },
      "environment": {
        "title": "PlatformEnvironment",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "engine": {
            "$ref": "#/$defs/engineKind",
            "description": "The one engine; short for engines with one of that name."
          },
          "engines": {
            "type": "object",
            "description": "One or more engines, by name.",
            "minProperties": 1,
            "propertyNames": {
              "$ref": "#/$defs/name"
            },
            "additionalProperties": {
              "$ref": "#/$defs/engine"
            }
          },
          "place": {
            "type": "object",
            "description": "Which engine makes what: a resource type, workload, or * for the rest.",
            "propertyNames": {
              "type": "string",
              "pattern": "^(\\*|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$",
              "x-expected": "a resource type, workload or *"
            },
            "additionalProperties": {
              "$ref": "#/$defs/name"
            },
            "examples": [
              {
                "workload": "aks",
                "*": "azure"
              }
            ]
          },
          "values": {
            "type": "object",
            "description": "For ${environment.NAME}.",
            "propertyNames": {
              "type": "string",
              "pattern": "^(?!name$)[A-Za-z][A-Za-z0-9_-]{0,62}$",
              "x-expected": "a word other than name"
            },
            "additionalProperties": true
          },
          "settings": {
            "type": "object",
            "description": "What differs here in the settings of resource types, by type and setting.",
            "propertyNames": {
              "$ref": "#/$defs/name"
            },
            "additionalProperties": {
              "type": "object",
              "additionalProperties": {
                "$ref": "#/$defs/settingOverlay"
              }
            },
            "examples": [
              {
                "postgres": {
                  "highAvailability": {
                    "default": true,
                    "tier": "recommended"
                  }
                }
              }
            ]
          },
          "state": {
            "title": "StateStore",
            "type": "object",
            "required": [
              "store"
            ],
            "additionalProperties": true,
            "description": "Where state is kept for engines that keep none of their own.",
            "properties": {
              "store": {
                "enum": [
                  "file",
                  "postgres",
                  "azblob"
                ]
              }
            },
            "examples": [
              {
                "store": "file"
              }
            ]
          },
          "artifacts": {
            "title": "Artifacts",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": false,
            "description": "Where artifacts go.",
            "properties": {
              "oci": {
                "type": "string",
                "pattern": "^[a-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9._/-]+)?$",
                "x-expected": "a registry and a path, without https://",
                "description": "A registry of images, with a path.",
                "examples": [
                  "ghcr.io/acme"
                ]
              },
              "directory": {
                "type": "string",
                "minLength": 1,
                "description": "A folder, relative to this file."
              }
            },
            "examples": [
              {
                "oci": "ghcr.io/acme"
              }
            ]
          },
          "secrets": {
            "type": "object",
            "description": "Secret sources by name: what from: NAME:KEY in a manifest means here.",
            "propertyNames": {
              "$ref": "#/$defs/name"
            },
            "additionalProperties": {
              "$ref": "#/$defs/secretSource"
            },
            "examples": [
              {
                "vault": {
                  "azureKeyVault": {
                    "name": "acme-prod"
                  }
                }
              }
            ]
          },
          "promoteFrom": {
            "title": "Promotion",
            "type": "object",
            "required": [
              "environment"
            ],
            "additionalProperties": false,
            "properties": {
              "environment": {
                "$ref": "#/$defs/name"
              },
              "bake": {
                "$ref": "#/$defs/duration"
              }
            }
          },
          "gates": {
            "title": "Gates",
            "type": "object",
            "additionalProperties": false,
            "description": "What must be so before anything changes here.",
            "properties": {
              "approvals": {
                "title": "Approvals",
                "type": "object",
                "required": [
                  "count"
                ],
                "additionalProperties": false,
                "properties": {
                  "count": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 20
                  },
                  "by": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                      "$ref": "#/$defs/name"
                    },
                    "description": "Teams whose members may approve; every team when absent."
                  }
                }
              },
              "freeze": {
                "type": "array",
                "maxItems": 1000,
                "items": {
                  "title": "Freeze",
                  "type": "object",
                  "required": [
                    "from",
                    "to",
                    "zone"
                  ],
                  "additionalProperties": false,
                  "properties": {
                    "from": {
                      "$ref": "#/$defs/date"
                    },
                    "to": {
                      "$ref": "#/$defs/date",
                      "description": "The last day."
                    },
                    "zone": {
                      "type": "string",
                      "minLength": 1,
                      "description": "An IANA time zone.",
                      "examples": [
                        "Europe/Berlin"
                      ]
                    },
                    "reason": {
                      "type": "string"
                    }
                  }
                }
              }
            },
            "examples": [
              {
                "approvals": {
                  "count": 1,
                  "by": [
                    "team-checkout"
                  ]
                }
              }
            ]
          }
        }
      },
      "settingOverlay": {
        "title": "SettingOverlay",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "default": {},
          "const": {},
          "enum": {
            "type": "array"
          },
          "minimum": {
            "type": "number"
          },
          "maximum": {
            "type": "number"
          },
          "minLength": {
            "type": "integer",
            "minimum": 0
          },
          "maxLength": {
            "type": "integer",
            "minimum": 0
          },
          "tier": {
            "enum": [
              "mandatory",
              "recommended",
              "free"
            ]
          },
          "why": {
            "type": "string"
          },
          "properties": {
            "type": "object",
            "description": "The same for settings within it.",
            "additionalProperties": {
              "$ref": "#/$defs/settingOverlay"
            }
          }
        }
      },
      "level": {
        "enum": [
          "mandatory",
          "advisory",
          "off"
        ]
      },
      "ruleLevel": {
        "type": [
          "string",
          "object"
        ],
        "pattern": "^(mandatory|advisory|off)$",
        "additionalProperties": {
          "$ref": "#/$defs/level"
        },
        "x-expected": "mandatory, advisory or off, or one of them for each environment"
      },
      "secretSource": {
        "title": "SecretSource",
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "description": "The kind of source with its options.",
        "additionalProperties": {
          "type": "object"
        }
      },
      "date": {
        "type": "string",
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        "x-expected": "a date, such as 2027-03-31"
      }
    }
  },
  "resource-type": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://towpath.dev/schemas/v1/resource-type.json",
    "title": "ResourceTypeManifest",
    "description": "Something that the platform offers: versions, settings in tiers, sizes, outputs, recipes.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "recipes"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "towpath.dev/v1"
      },
      "kind": {
        "const": "ResourceType"
      },
      "metadata": {
        "title": "ResourceTypeMetadata",
        "type": "object",
        "required": [
          "name"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "$ref": "#/$defs/name",
            "examples": [
              "postgres"
            ]
          },
          "title": {
            "type": "string",
            "examples": [
              "PostgreSQL"
            ]
          },
          "description": {
            "type": "string"
          },
          "support": {
            "type": "string",
            "description": "The team that answers questions."
          },
          "docs": {
            "type": "string"
          }
        }
      },
      "stateful": {
        "type": "boolean",
        "default": false,
        "description": "Losing it loses data: retained on removal unless consent names it."
      },
      "variants": {
        "type": "object",
        "description": "Ways to run it, each with a lifecycle of its own.",
        "minProperties": 1,
        "additionalProperties": {
          "$ref": "#/$defs/lifecycle"
        }
      },
      "versions": {
        "type": "array",
        "minItems": 1,
        "items": {
          "$ref": "#/$defs/version"
        }
      },
      "settings": {
        "type": "object",
        "additionalProperties": {
          "$ref": "#/$defs/setting"
        }
      },
      "sizes": {
        "type": "object",
        "description": "Named sets of settings.",
        "additionalProperties": {
          "type": "object",
          "additionalProperties": true
        }
      },
      "outputs": {
        "type": "object",
        "propertyNames": {
          "type": "string",
          "pattern": "^[A-Za-z][A-Za-z0-9_]{0,62}$",
          "x-expected": "a word of letters, digits and underscores"
        },
        "additionalProperties": {
          "$ref": "#/$defs/output"
        }
      },
      "recipes": {
        "type": "object",
        "description": "How an engine makes it, by the engine's kind.",
        "minProperties": 1,
        "propertyNames": {
          "enum": [
            "local",
            "terraform",
            "kubernetes"
          ]
        },
        "additionalProperties": {
          "$ref": "#/$defs/recipe"
        },
        "examples": [
          {
            "local": {
              "driver": "postgres"
            }
          }
        ]
      }
    },
    "$defs": {
      "name": {
        "type": "string",
        "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        "x-expected": "a DNS label: lower-case letters, digits and hyphens, at most 63, no hyphen first or last"
      },
      "status": {
        "enum": [
          "preview",
          "current",
          "supported",
          "deprecated",
          "withdrawn"
        ]
      },
      "date": {
        "type": "string",
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        "x-expected": "a date, such as 2027-03-31"
      },
      "lifecycle": {
        "title": "Lifecycle",
        "type": "object",
        "required": [
          "status"
        ],
        "additionalProperties": false,
        "properties": {
          "status": {
            "$ref": "#/$defs/status"
          },
          "until": {
            "$ref": "#/$defs/date",
            "description": "The last day on which a deprecated one is accepted."
          },
          "successor": {
            "type": "string",
            "minLength": 1
          },
          "docs": {
            "type": "string"
          }
        }
      },
      "version": {
        "title": "OfferedVersion",
        "type": "object",
        "required": [
          "version",
          "status"
        ],
        "additionalProperties": false,
        "properties": {
          "version": {
            "type": "string",
            "minLength": 1
          },
          "status": {
            "$ref": "#/$defs/status"
          },
          "patch": {
            "type": "string",
            "minLength": 1
          },
          "tested": {
            "$ref": "#/$defs/date"
          },
          "until": {
            "$ref": "#/$defs/date",
            "description": "The last day on which a deprecated one is accepted."
          },
          "successor": {
            "type": "string",
            "minLength": 1
          },
          "docs": {
            "type": "string"
          }
        }
      },
      "settingType": {
        "enum": [
          "string",
          "integer",
          "number",
          "boolean",
          "array",
          "object"
        ]
      },
      "setting": {
        "title": "SettingDefinition",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "type": {
            "$ref": "#/$defs/settingType"
          },
          "description": {
            "type": "string"
          },
          "enum": {
            "type": "array",
            "minItems": 1
          },
          "const": {},
          "minimum": {
            "type": "number"
          },
          "maximum": {
            "type": "number"
          },
          "minLength": {
            "type": "integer",
            "minimum": 0
          },
          "maxLength": {
            "type": "integer",
            "minimum": 0
          },
          "pattern": {
            "type": "string",
            "maxLength": 200
          },
          "items": {
            "$ref": "#/$defs/nestedSetting"
          },
          "properties": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/$defs/nestedSetting"
            }
          },
          "required": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "default": {},
          "tier": {
            "enum": [
              "mandatory",
              "recommended",
              "free"
            ],
            "default": "free",
            "description": "mandatory: the platform decides; recommended: a default that a team may override."
          },
          "change": {
            "enum": [
              "update",
              "restart",
              "grow-only",
              "replace"
            ],
            "default": "update",
            "description": "What changing it does to a thing that exists."
          },
          "why": {
            "type": "string"
          }
        }
      },
      "nestedSetting": {
        "title": "NestedSetting",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "type": {
            "$ref": "#/$defs/settingType"
          },
          "description": {
            "type": "string"
          },
          "enum": {
            "type": "array",
            "minItems": 1
          },
          "const": {},
          "minimum": {
            "type": "number"
          },
          "maximum": {
            "type": "number"
          },
          "minLength": {
            "type": "integer",
            "minimum": 0
          },
          "maxLength": {
            "type": "integer",
            "minimum": 0
          },
          "pattern": {
            "type": "string",
            "maxLength": 200
          },
          "items": {
            "$ref": "#/$defs/nestedSetting"
          },
          "properties": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/$defs/nestedSetting"
            }
          },
          "required": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "default": {},
          "tier": {
            "enum": [
              "mandatory",
              "recommended",
              "free"
            ],
            "default": "free",
            "description": "mandatory: the platform decides; recommended: a default that a team may override."
          },
          "change": {
            "enum": [
              "update",
              "restart",
              "grow-only",
              "replace"
            ],
            "default": "update",
            "description": "What changing it does to a thing that exists."
          },
          "why": {
            "type": "string"
          }
        }
      },
      "output": {
        "title": "Output",
        "type": "object",
        "required": [
          "type"
        ],
        "additionalProperties": false,
        "properties": {
          "type": {
            "enum": [
              "string",
              "integer",
              "number",
              "boolean"
            ]
          },
          "secret": {
            "type": "boolean",
            "default": false
          },
          "description": {
            "type": "string"
          }
        }
      },
      "recipe": {
        "title": "Recipe",
        "type": "object",
        "properties": {
          "driver": {
            "type": "string",
            "minLength": 1
          }
        },
        "additionalProperties": true
      }
    }
  },
} as const;
