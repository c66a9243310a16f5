import { medianIn, type NodeResults } from "../results.ts";
import { OURS, PEER_LIMITS, PREVIOUS } from "../subjects/subjects.ts";
import { RAW, WEB_CRYPTO } from "../warm.ts";

/** What a new RS256 token costs with each way to check its signature, as far as the run measured it. */
export function signatureSection({ warm }: NodeResults): readonly string[] {
  const table = warm.RS256?.distinct;
  const has = (subject: string): boolean => table?.rows.some((row) => row.subject === subject) ?? false;
  if (table === undefined || !has(WEB_CRYPTO)) {
    return [];
  }
  const microseconds = (subject: string): string => `${medianIn(table, subject).toPrecision(3)} µs`;
  return [
    "## What jose costs",
    "",
    `jose verifies signatures with Web Crypto, whose \`verify\` returns a promise and does its work on another thread. For an RS256 signature it takes ${microseconds(WEB_CRYPTO)} by itself; \`node:crypto\` takes ${microseconds(RAW)}. The bundle therefore lets \`node:crypto\` answer jose's calls: a whole decision on a new token takes ${microseconds(OURS)}, the smallest authorizer around jose ${microseconds("jose")}.${has(PREVIOUS) ? ` The previous bundle takes ${microseconds(PREVIOUS)}.` : ""}`,
    "",
  ];
}

/** How to read the page, and what is known about the ratios over their targets. */
export const EXPLANATIONS: readonly string[] = [
  "## How it is measured",
  "",
  "- A **decision** covers everything: an event of an HTTP API with the headers of a browser goes in, a policy comes out. Each peer runs in the smallest authorizer that does the same (`lambda/bench/subjects`). The peers check the signature, `iss`, `aud` and `exp`. They don't reject duplicate claims, limit sizes or evaluate rules.",
  "- **Signature check alone** is the bare verification with an imported key and decoded parts. Ratios to it show what everything else costs.",
  "- A **new token** is used for the first time. **Repeated** tokens are a hundred tokens that have been used three times before.",
  "- **fast-jwt** has two rows. With a **key function**, as its README shows with get-jwks, it fetches keys and parses the PEM for each token. With a **static key**, it does little more than the signature check, but the key can't be rotated.",
  "- **Cold** is the time from the start of the process to its first response. The keys come over TLS from the same machine.",
  "- **Seed keys** are in the configuration, so that the first decision does not wait for a fetch.",
  "- **The runtime client** is Lambda's own (`aws-lambda-ric`), connected to a Runtime API of the benchmark.",
  "- `npm run bench -- --previous FILE` measures another zip of this authorizer in the same run. `-- --quick` measures only RS256, cold starts and the runtime client, and prints the result instead of writing this page.",
  "- `npm run bench -- --rival 'NAME=COMMAND'` measures any other authorizer through the runtime client: a shell command that speaks the Runtime API, with its settings in `BENCH_ISSUER`, `BENCH_AUDIENCE` and `BENCH_JWKS_URI`.",
  "- `npm test` measures nothing. It runs `npm run bench -- --check`, which checks that every subject allows valid tokens and refuses invalid ones.",
  "",
  "## What the peers can't do",
  "",
  "Each row is a configuration that the peer's documentation shows. Read the figures together with these limits:",
  "",
  "| row | limits |",
  "| --- | --- |",
  ...PEER_LIMITS.map(([title, limits]) => `| ${title} | ${limits} |`),
  "",
  "## Over target",
  "",
  "- **Cold start.** It is CPU time of code that runs for the first time: Node compiles the bundle, the function reads and checks its configuration, and makes its first decision. A second start in the same process takes an eighth of that. aws-jwt-verify starts faster because its authorizer does not check a configuration and has no rules.",
  "- **What jose adds to a cold start.** 2.5 ms, which is 5 % with keys to fetch and 7 % with keys in the configuration, compared with the bundle that verified by `node:crypto` alone: jose's code is compiled and runs for the first time. Minifying the bundle, or verifying a constant token while the keys are fetched, changed nothing that could be measured.",
  "- **Not available: SnapStart.** Lambda offers it for no Node.js runtime. The input `provisioned_concurrent_executions` keeps instances started instead.",
  "- **Kept, because it makes the cold start faster**: the function loads `node:https` and `node:zlib` only when it needs them (6 ms less with seed keys). The file that Lambda imports has one line (10 ms less, because the runtime client searches the whole file for exports).",
  "- **Tried, but not kept**: V8's code cache in the zip (4 ms less, but it triples the zip and fits only one build of Node, which Lambda replaces without notice); one more file for rarely used code (0.4 ms less); a manual abort instead of `signal` (no difference); a TLS session ticket (0.4 ms of 2.2 ms less for a refresh, for which no response waits).",
  "- **A repeated token under 50 rules, Node 20.** The difference is 0.3 µs in some runs and nothing in others.",
];
