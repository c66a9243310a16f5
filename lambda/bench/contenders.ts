import { type ChildProcess, spawn } from "node:child_process";
import { SEEDED, seededChanges } from "./cold.ts";
import { CERTIFICATE_FILE } from "./in-node.ts";
import {
  type Assignment,
  bundlesFor,
  FETCHING_PEERS,
  floorsFor,
  peersFor,
  type Subject,
} from "./subjects/subjects.ts";
import { assignmentFor, type Workload } from "./workload.ts";

/** How contenders are started. */
export interface ContenderOptions {
  readonly node: string;
  /** The entry of Lambda's runtime client. */
  readonly client: string;
  /** Other authorizers, each a shell command that speaks the Runtime API, by name. */
  readonly rivals: Readonly<Record<string, string>>;
}

/** A program that speaks the Runtime API. */
export interface Contender {
  readonly title: string;
  readonly start: (address: string) => ChildProcess;
}

/** Everything to measure through the runtime client; the first one is the base of the ratios. */
export function contendersFor(
  { node, client, rivals }: ContenderOptions,
  workload: Workload,
  uri: string,
): readonly Contender[] {
  const assignment = assignmentFor(workload, uri);
  const subjects = [
    floorsFor(assignment).empty,
    ...bundlesFor(assignment),
    ...bundlesFor(assignmentFor(workload, uri, seededChanges(workload)), SEEDED),
    ...peersFor(assignment).filter(({ title }) => FETCHING_PEERS.includes(title)),
  ];
  return [
    ...subjects.map((subject) => ({
      title: subject.title,
      start: (address: string) => startNode(node, client, subject, address),
    })),
    ...Object.entries(rivals).map(([title, command]) => ({
      title,
      start: (address: string) => startRival(command, assignment, address),
    })),
  ];
}

/**
 * Starts a function in Lambda's runtime client.
 *
 * @param preload a script that runs first, and can exchange messages with this process
 */
export function startNode(
  node: string,
  client: string,
  { directory, environment }: Pick<Subject, "directory" | "environment">,
  address: string,
  preload?: string,
): ChildProcess {
  const options = preload === undefined ? [] : ["--expose-gc", "--require", preload];
  return spawn(node, [...options, client, "index.handler"], {
    env: {
      ...environment,
      ...lambdaEnvironment(address),
      LAMBDA_TASK_ROOT: directory,
      _HANDLER: "index.handler",
    },
    cwd: directory,
    stdio: ["ignore", "ignore", "inherit", ...(preload === undefined ? [] : ["ipc" as const])],
    detached: true,
  });
}

/** A rival gets its assignment in the same environment variables as the peers. */
function startRival(
  command: string,
  { issuer, audience, jwksUri }: Assignment,
  address: string,
): ChildProcess {
  return spawn("sh", ["-c", command], {
    env: {
      ...process.env,
      ...lambdaEnvironment(address),
      ...{ BENCH_ISSUER: issuer, BENCH_AUDIENCE: audience, BENCH_JWKS_URI: jwksUri },
      SSL_CERT_FILE: CERTIFICATE_FILE,
    },
    stdio: ["ignore", "ignore", "inherit"],
    detached: true,
  });
}

function lambdaEnvironment(address: string): Readonly<Record<string, string>> {
  return {
    AWS_LAMBDA_RUNTIME_API: address,
    AWS_LAMBDA_FUNCTION_NAME: "bench",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/bench",
    AWS_LAMBDA_LOG_STREAM_NAME: "bench",
    AWS_REGION: "eu-central-1",
    NODE_EXTRA_CA_CERTS: CERTIFICATE_FILE,
    PATH: process.env["PATH"] ?? "",
  };
}
