import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import getPort from "get-port";
import { request } from "undici";
import { type Environment, inheritedEnvironment } from "../../support/process-environment.ts";
import { type ProcessGroup, startProcessGroup } from "../../support/process-group.ts";
import { repositoryRoot } from "../../support/repository.ts";
import { createTemporaryDirectory } from "../../support/temporary-directory.ts";
import { testRegion } from "../../support/terraform-environment.ts";
import { installEmulator } from "./emulator-installation.ts";
import { type LogEvent, readFunctionLog } from "./emulator-logs.ts";
import { endWorkers } from "./emulator-workers.ts";

/** An AWS emulator on this machine (MiniStack). It starts without any resources. */
export interface Emulator {
  /** The base URL of every AWS API, for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly port: number;
  /** The file with the emulator's own output. */
  readonly logFile: string;
  /** The lines of a function's log so far, oldest first. */
  functionLog(functionName: string): Promise<LogEvent[]>;
  /** Makes the function's next invocation a cold start. @returns the number of ended warm processes */
  endWorkers(functionName: string): Promise<number>;
  /** Ends the emulator and the functions it runs, and removes their files. */
  stop(): Promise<void>;
}

const PROGRAM = join(import.meta.dirname, "emulator.py");
const FAST_STOPWATCH = join(import.meta.dirname, "fast-stopwatch.cjs");
const START_TIMEOUT_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 100;
const GRACE_MILLISECONDS = 5000;
const LOG_TAIL_LINES = 20;

/**
 * Starts the emulator on a free port of 127.0.0.1, installing it first if needed.
 *
 * @param packages a directory of further packages that functions find, as if the Lambda runtime had them
 * @throws Error with the end of its log if it does not answer within a minute
 */
export async function startEmulator(packages?: string): Promise<Emulator> {
  const python = await installEmulator();
  const directory = createTemporaryDirectory("aws");
  const port = await getPort({ host: "127.0.0.1" });
  const endpoint = `http://127.0.0.1:${port}`;
  const logFile = join(directory.path, "emulator.log");
  const environment = await emulatorEnvironment(directory.path, port, packages);
  const group = startProcessGroup(python, [PROGRAM], {
    cwd: directory.path,
    env: environment,
    outputFile: logFile,
    graceMilliseconds: GRACE_MILLISECONDS,
  });
  const stop = async () => {
    await group.stop();
    await directory.remove();
  };
  try {
    await untilHealthy(endpoint, group, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    endpoint,
    port,
    logFile,
    functionLog: (functionName) => readFunctionLog(endpoint, functionName),
    endWorkers: async (functionName) => (group.pid === undefined ? 0 : endWorkers(group.pid, functionName)),
    stop,
  };
}

/** Functions inherit this environment too, so it contains nothing from the user except the PATH. */
async function emulatorEnvironment(
  directory: string,
  port: number,
  packages: string | undefined,
): Promise<Environment> {
  const { PATH = "" } = inheritedEnvironment();
  const inside = (name: string) => join(directory, name);
  await Promise.all(["home", "tmp"].map((name) => mkdir(inside(name))));
  return {
    // Functions run with the first `node` on the PATH: the Node.js that runs the tests.
    PATH: [dirname(process.execPath), PATH].join(delimiter),
    HOME: inside("home"),
    TMPDIR: inside("tmp"),
    LANG: "C.UTF-8",
    // The Lambda runtime provides the AWS SDK; here it comes from the repository. The bundle imports no other package.
    NODE_PATH: [join(repositoryRoot, "node_modules"), ...(packages === undefined ? [] : [packages])].join(
      delimiter,
    ),
    NODE_OPTIONS: `--require "${FAST_STOPWATCH}"`,
    PYTHONUNBUFFERED: "1",
    PYTHONNOUSERSITE: "1",
    // Nothing is written into the checkout.
    PYTHONDONTWRITEBYTECODE: "1",
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    MINISTACK_REGION: testRegion,
    LAMBDA_EXECUTOR: "local",
    PERSIST_STATE: "0",
    S3_PERSIST: "0",
    STATE_DIR: inside("state"),
    S3_DATA_DIR: inside("s3"),
    // At its start, the emulator removes containers of earlier emulators. Containers of the user must stay.
    DOCKER_HOST: `unix://${inside("no-docker.sock")}`,
    // The tests do not need these listeners, which use fixed ports.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

async function untilHealthy(endpoint: string, group: ProcessGroup, logFile: string): Promise<void> {
  let ended = false;
  void group.ended.then(() => {
    ended = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MILLISECONDS;
  while (!(await isHealthy(endpoint))) {
    const problem = ended
      ? "ended"
      : Date.now() > deadline
        ? `did not answer within ${START_TIMEOUT_MILLISECONDS / 1000} s`
        : "";
    if (problem !== "") throw new Error(`the AWS emulator ${problem}; its log ends with:\n${tail(logFile)}`);
    await sleep(POLL_MILLISECONDS);
  }
}

async function isHealthy(endpoint: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${endpoint}/_ministack/health`, {
      signal: AbortSignal.timeout(2000),
      reset: true,
    });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

function tail(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-LOG_TAIL_LINES).join("\n");
}
