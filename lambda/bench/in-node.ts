import { fork } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { repositoryPath } from "../build/archives.ts";
import { createIdentity, type Identity } from "../tests/support/tls-server.ts";
import { measureBound } from "./bound.ts";
import { checkDecisions } from "./check.ts";
import { measureCirculation } from "./circulation.ts";
import { measureDpop } from "./dpop.ts";
import { measureGrowth } from "./growth.ts";
import { measureHeap } from "./heap.ts";
import { measureSignals } from "./signals.ts";
import { measureWarm } from "./warm.ts";

/** What a measurement gets in its own process. */
export interface ChildContext {
  /** The identity of a server that this process trusts, whichever library connects. */
  readonly identity: Identity;
}

/** The measurements that run in a process of their own, under any version of Node. */
const MEASUREMENTS = {
  check: checkDecisions,
  warm: measureWarm,
  growth: measureGrowth,
  circulation: measureCirculation,
  heap: measureHeap,
  signals: measureSignals,
  bound: measureBound,
  dpop: measureDpop,
};
type Measurements = typeof MEASUREMENTS;

const IDENTITY_FILE = repositoryPath(".cache/bench/identity.json");
export const CERTIFICATE_FILE = repositoryPath(".cache/bench/ca.pem");

/** Makes the certificate authority that all processes of a run trust. */
export async function prepareIdentity(): Promise<Identity> {
  const identity = await createIdentity();
  await mkdir(path.dirname(IDENTITY_FILE), { recursive: true });
  await writeFile(IDENTITY_FILE, JSON.stringify(identity), { mode: 0o600 });
  await writeFile(CERTIFICATE_FILE, identity.caCertificatesPem);
  return identity;
}

/** Runs a measurement in a new process of a Node. */
export function measureInNode<Name extends keyof Measurements>(
  node: string,
  name: Name,
  options: Parameters<Measurements[Name]>[0],
): Promise<Awaited<ReturnType<Measurements[Name]>>> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [name, JSON.stringify(options)], {
      execPath: node,
      execArgv: ["--expose-gc", "--import", "tsx"],
      env: { ...process.env, NODE_EXTRA_CA_CERTS: CERTIFICATE_FILE, NODE_NO_WARNINGS: "1" },
      cwd: repositoryPath(""),
    });
    let result: unknown;
    child.once("message", (message) => {
      result = message;
    });
    child.once("exit", (code) => {
      if (code === 0) {
        resolve(result as Awaited<ReturnType<Measurements[Name]>>);
      } else {
        reject(new Error(`${name} ended with ${code} under ${node}`));
      }
    });
  });
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  const [name = "", options = ""] = process.argv.slice(2);
  const measure = MEASUREMENTS[name as keyof Measurements] as (
    options: unknown,
    context: ChildContext,
  ) => Promise<unknown>;
  const identity: Identity = JSON.parse(await readFile(IDENTITY_FILE, "utf8"));
  const result = await measure(JSON.parse(options), { identity });
  process.send(result, () => process.exit(0));
}
