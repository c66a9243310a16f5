import { parseArgs } from "node:util";
import { runScript } from "../../support/cleanup.ts";
import { checkTable, reportChecks } from "../support/checks.ts";
import { integerOption } from "../support/options.ts";
import { describeRun, writeResults } from "../support/page.ts";
import { showProgress } from "../support/progress.ts";
import { checksOf, memoryTable, sectionOf } from "./report.ts";
import { CLIENTS, loadGateway } from "./through-gateway.ts";
import { loadRuntime } from "./through-runtime.ts";

const COMMAND = "npm run load";

const USAGE = `${COMMAND}: sends a mix of valid and invalid tokens to the committed bundle, through Lambda's runtime client and
through the gateway of the emulator, and compares every answer with what it must be. It takes
three to ten minutes.

  -- --requests N           requests through the runtime client, default 100000; memory is checked from 20000
  -- --gateway-requests N   requests through the gateway, default 2000; 0 to leave it out
  -- --seed N               the seed of all random numbers, default 1
  -- --write                write the results into docs/resilience.md`;

const { values: options } = parseArgs({
  options: {
    requests: { type: "string", default: "100000" },
    "gateway-requests": { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const requests = integerOption("requests", options.requests, 1);
  const gatewayRequests = integerOption("gateway-requests", options["gateway-requests"]);
  const seed = integerOption("seed", options.seed);
  const runtime = await loadRuntime(requests, seed, showProgress("runtime client", requests).update);
  const gateway =
    gatewayRequests === 0
      ? undefined
      : await loadGateway(gatewayRequests, seed, showProgress("gateway", gatewayRequests).update);
  const checks = checksOf(runtime, gateway);
  const sections = [
    `${sectionOf("Through Lambda's runtime client, one request after the other", runtime)}\n\nThe function fetched the keys of its two issuers ${runtime.fetches} times.`,
    memoryTable(runtime.memory),
    ...(gateway === undefined
      ? []
      : [sectionOf(`Through the gateway of the emulator, ${CLIENTS} clients at the same time`, gateway)]),
  ].join("\n\n");
  console.log(`\n${sections}\n`);
  for (const { measures } of [runtime, gateway].filter((part) => part !== undefined)) {
    console.log(measures.examples().join("\n"));
  }
  if (options.write) {
    await writeResults(
      "load",
      [describeRun(`${COMMAND} -- --seed ${seed}`), checkTable(checks), sections].join("\n\n"),
    );
  }
  reportChecks(checks);
}

runScript(main);
