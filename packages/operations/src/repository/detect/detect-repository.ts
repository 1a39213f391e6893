import type { Application } from "./application.ts";
import { codeOwners } from "./code-owners.ts";
import { type Compose, detectCompose } from "./compose.ts";
import { type Dockerfile, detectDockerfile } from "./dockerfile.ts";
import { detectDotnet } from "./dotnet.ts";
import type { Found } from "./evidence.ts";
import { exampleVariables } from "./example-variables.ts";
import { detectGo } from "./go.ts";
import { detectJava } from "./java.ts";
import { detectNode } from "./node.ts";
import { detectPython } from "./python.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { detectScore, type ScoreFile } from "./score.ts";

/** All that a repository says of the service in a folder of it. */
export interface Detected {
  readonly application: Application | undefined;
  /** Other languages that were seen beside it. */
  readonly others: readonly Application[];
  readonly dockerfile: Dockerfile | undefined;
  readonly compose: Compose | undefined;
  readonly score: ScoreFile | undefined;
  readonly owners: readonly Found<string>[];
  /** Names of variables in an example of an `.env` file. */
  readonly examples: readonly Found<string>[];
}

/** In this order: a package.json beside another language mostly builds what browsers load. */
const LANGUAGES = [detectJava, detectGo, detectDotnet, detectPython, detectNode];

/** Asks every detector. None runs anything or throws for what a file holds. */
export async function detectRepository(repository: RepositoryFiles): Promise<Detected> {
  const applications: Application[] = [];
  for (const detect of LANGUAGES) {
    const application = await detect(repository);
    if (application) applications.push(application);
  }
  const application =
    applications.find(({ run, framework }) => run && framework) ??
    applications.find(({ run }) => run) ??
    applications[0];
  return {
    application,
    others: applications.filter((other) => other !== application),
    dockerfile: detectDockerfile(repository),
    compose: detectCompose(repository),
    score: detectScore(repository),
    owners: codeOwners(repository),
    examples: exampleVariables(repository),
  };
}
