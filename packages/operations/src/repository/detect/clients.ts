import type { Client, ClientKind } from "./application.ts";
import type { Evidence } from "./evidence.ts";

/** Libraries by what they talk to. A name that ends in `*` stands for all that begin so. */
const LIBRARIES: Readonly<Record<ClientKind, readonly string[]>> = {
  postgres: [
    ...["pg", "pg-promise", "pg-native", "postgres", "postgres.js", "slonik", "@neondatabase/serverless"],
    ...["org.postgresql:postgresql", "io.quarkus:quarkus-jdbc-postgresql", "org.postgresql:r2dbc-postgresql"],
    ...["psycopg", "psycopg2", "psycopg2-binary", "psycopg-binary", "asyncpg", "pg8000", "aiopg"],
    ...["github.com/jackc/pgx*", "github.com/lib/pq", "gorm.io/driver/postgres", "github.com/go-pg/pg*"],
    ...["Npgsql", "Npgsql.*"],
  ],
  mysql: [
    ...["mysql", "mysql2", "mariadb", "com.mysql:mysql-connector-j", "mysql:mysql-connector-java"],
    ...["org.mariadb.jdbc:mariadb-java-client", "io.quarkus:quarkus-jdbc-mysql", "pymysql", "mysqlclient", "aiomysql"],
    ...[
      "mysql-connector-python",
      "github.com/go-sql-driver/mysql",
      "gorm.io/driver/mysql",
      "MySqlConnector",
      "MySql.Data",
    ],
    ...["Pomelo.EntityFrameworkCore.MySql"],
  ],
  redis: [
    ...[
      "redis",
      "ioredis",
      "@redis/client",
      "bull",
      "bullmq",
      "iovalkey",
      "redis.clients:jedis",
      "io.lettuce:lettuce-core",
    ],
    ...["org.springframework.boot:spring-boot-starter-data-redis", "io.quarkus:quarkus-redis-client", "django-redis"],
    ...[
      "github.com/redis/go-redis*",
      "github.com/go-redis/redis*",
      "github.com/gomodule/redigo",
      "StackExchange.Redis",
    ],
  ],
  blob: [
    ...[
      "@azure/storage-blob",
      "com.azure:azure-storage-blob",
      "com.azure.spring:spring-cloud-azure-starter-storage-blob",
    ],
    ...["azure-storage-blob", "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob", "Azure.Storage.Blobs"],
  ],
  s3: [
    ...["@aws-sdk/client-s3", "aws-sdk", "minio", "software.amazon.awssdk:s3", "io.minio:minio", "boto3", "aioboto3"],
    ...["github.com/aws/aws-sdk-go-v2/service/s3", "github.com/minio/minio-go*", "AWSSDK.S3", "Minio"],
  ],
  mongodb: [
    ...[
      "mongodb",
      "mongoose",
      "org.mongodb:mongodb-driver-sync",
      "org.springframework.boot:spring-boot-starter-data-mongodb",
    ],
    ...["pymongo", "motor", "go.mongodb.org/mongo-driver*", "MongoDB.Driver"],
  ],
  queue: [
    ...["amqplib", "kafkajs", "@azure/service-bus", "nats", "@aws-sdk/client-sqs", "org.apache.kafka:kafka-clients"],
    ...[
      "org.springframework.kafka:spring-kafka",
      "org.springframework.boot:spring-boot-starter-amqp",
      "pika",
      "aio-pika",
    ],
    ...[
      "com.rabbitmq:amqp-client",
      "kafka-python",
      "confluent-kafka",
      "azure-servicebus",
      "github.com/segmentio/kafka-go",
    ],
    ...["github.com/rabbitmq/amqp091-go", "github.com/nats-io/nats.go", "RabbitMQ.Client", "Confluent.Kafka"],
    ...["Azure.Messaging.ServiceBus"],
  ],
  jobs: ["pg-boss"],
  sqlserver: [
    ...[
      "mssql",
      "tedious",
      "com.microsoft.sqlserver:mssql-jdbc",
      "pyodbc",
      "pymssql",
      "github.com/microsoft/go-mssqldb",
    ],
    ...["Microsoft.Data.SqlClient", "Microsoft.EntityFrameworkCore.SqlServer"],
  ],
  search: [
    ...["@elastic/elasticsearch", "@opensearch-project/opensearch", "elasticsearch", "opensearch-py"],
    ...["github.com/elastic/go-elasticsearch*", "Elastic.Clients.Elasticsearch"],
  ],
};

const KINDS: readonly ClientKind[] = [
  "postgres",
  "mysql",
  "redis",
  "blob",
  "s3",
  "mongodb",
  "queue",
  "jobs",
  "sqlserver",
  "search",
];
const EXACT = new Map(KINDS.flatMap((kind) => LIBRARIES[kind].map((name) => [name.toLowerCase(), kind] as const)));
const BEGINNINGS = [...EXACT].flatMap(([name, kind]) =>
  name.endsWith("*") ? [[name.slice(0, -1), kind] as const] : [],
);

/** What a library talks to, by the name that its ecosystem's files give it; undefined for all others. */
export function kindOfLibrary(name: string): ClientKind | undefined {
  const plain = name.toLowerCase();
  return EXACT.get(plain) ?? BEGINNINGS.find(([beginning]) => plain.startsWith(beginning))?.[1];
}

/** More clients than these say nothing new, and to find the place of each takes time. */
const MOST = 100;

/** The clients among dependencies. @param placeOf where a dependency stands */
export function clientsAmong(names: Iterable<string>, placeOf: (name: string) => Evidence): readonly Client[] {
  return [...names]
    .flatMap((name) => {
      const kind = kindOfLibrary(name);
      return kind ? [{ kind, name }] : [];
    })
    .slice(0, MOST)
    .map((one) => ({ ...one, at: placeOf(one.name) }));
}
