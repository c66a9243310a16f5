import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Listr, type ListrTask } from "listr2";
import pc from "picocolors";
import { isInterrupted, withCleanup } from "../support/cleanup.ts";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { applyCompleteExample, audiences, type CompleteExample } from "./support/complete-example.ts";
import { callEverything, type Row } from "./support/demo-calls.ts";
import type { Mark } from "./support/demo-mark.ts";
import { playground } from "./support/demo-playground.ts";
import { legend, permissionSection, resultSection, summary } from "./support/demo-report.ts";
import {
  type AppliedExample,
  applyPermissionExample,
  callAsEverybody,
  callers,
  type PermissionResult,
  permissionExamples,
} from "./support/permission-examples.ts";

/**
 * `npm run demo` starts a real OpenID provider and the emulator and applies examples/complete, examples/rules and
 * examples/multi-tenant. It calls every kind of API with every kind of token, makes every request of the examples with
 * rules as every caller, and prints the results as tables. `--keep` keeps everything running until Ctrl-C.
 */
interface Step {
  readonly title: string;
  readonly task: (...args: Parameters<ListrTask["task"]>) => Promise<void>;
}

interface Steps {
  run(): Promise<unknown>;
}

interface Demo {
  lab: Lab;
  example: CompleteExample;
  rows: readonly Row[];
  permissions: { applied: AppliedExample; results: readonly PermissionResult[] }[];
}

async function main(): Promise<void> {
  const { keep } = parseArgs({ options: { keep: { type: "boolean", default: false } } }).values;
  const began = Date.now();
  const demo = { permissions: [] as Demo["permissions"] } as Demo;
  await steps(demo).run();
  const seconds = Math.round((Date.now() - began) / 1000);
  const sections = await Promise.all([
    resultSection(demo.rows),
    ...demo.permissions.map(({ applied, results }) => permissionSection(applied.example, results)),
  ]);
  const marks: readonly Mark[] = [
    ...demo.rows.map(({ mark }) => mark),
    ...demo.permissions.flatMap(({ results }) => results.map(({ mark }) => mark)),
  ];
  console.log(`\n${sections.join("\n\n")}\n\n${legend(marks)}\n\n${summary(marks, seconds)}`);
  if (marks.includes("wrong")) {
    process.exitCode = 1;
  }
  if (keep) {
    console.log(await playgroundOf(demo));
    await untilInterrupted();
  }
  await teardown(demo).run();
}

/** Writes the files that the commands need, and makes the commands. */
async function playgroundOf({ lab, example, permissions }: Demo): Promise<string> {
  const directory = createTemporaryDirectory("demo").path;
  const files = { ca: join(directory, "ca.pem"), configuration: join(directory, "configuration.json") };
  await writeFile(files.ca, lab.certificateAuthority.certificatePem);
  await writeFile(files.configuration, example.configuration);
  const { issuer, tokenUrl, clients, callerClients } = lab.identityProvider;
  const callers = Object.entries(callerClients).map(([id, { scope, ...client }]) => [id, { client, scope }]);
  return playground({
    ...{ endpoint: lab.emulator.endpoint, port: lab.emulator.port, issuer, tokenUrl, audiences, files },
    client: clients.RS256,
    logGroup: `/aws/lambda/${example.functionName}`,
    attachments: example.attachments,
    examples: permissions.map(({ applied }) => ({
      ...{ example: applied.example, apis: applied.apis },
      callers: Object.fromEntries(callers),
    })),
  });
}

function steps(demo: Demo): Steps {
  return listr([
    {
      title: "Start an OpenID provider over TLS and the AWS emulator (the first run installs it)",
      task: async (_, task) => {
        demo.lab = await startLab({ audiences, callers });
        task.title = `OpenID provider at ${demo.lab.identityProvider.issuer}, AWS emulator at ${demo.lab.emulator.endpoint}`;
      },
    },
    {
      title: "terraform apply of examples/complete: two REST APIs, an HTTP API, a WebSocket API",
      task: async () => {
        demo.example = await applyCompleteExample(demo.lab);
      },
    },
    {
      title: "Call every API with every kind of token",
      task: async (_, task) => {
        demo.rows = await callEverything(demo.lab, demo.example, progressOf(task));
        task.title = `${demo.rows.length} calls with every kind of token`;
      },
    },
    ...permissionExamples.map(
      (example): Step => ({
        title: `terraform apply of examples/${example.directory}: ${example.title}`,
        task: async (_, task) => {
          const applied = await applyPermissionExample(demo.lab, example);
          const results = await callAsEverybody(demo.lab, applied, progressOf(task));
          demo.permissions.push({ applied, results });
        },
      }),
    ),
  ]);
}

/** Shows the number of finished calls: after each call on a terminal, otherwise after every tenth. */
function progressOf(task: Parameters<Step["task"]>[1]): (done: number, total: number) => void {
  return (done, total) => {
    if (process.stdout.isTTY || done % 10 === 0) {
      task.output = `${done} of ${total}`;
    }
  };
}

function teardown({ lab, example, permissions }: Demo): Steps {
  return listr([
    {
      title: "terraform destroy",
      task: async () => {
        for (const { terraform, variables } of [example, ...permissions.map(({ applied }) => applied)]) {
          await terraform.destroy(variables);
        }
      },
    },
    { title: "Stop the OpenID provider and the emulator", task: () => lab.stop() },
  ]);
}

/** The cleanup registry handles Ctrl-C, because it knows everything that must be stopped. */
function listr(tasks: readonly Step[]): Steps {
  const guarded = tasks.map(({ title, task }): ListrTask => {
    return { title, task: (context, wrapper) => untilInterruption(task(context, wrapper)) };
  });
  return new Listr(guarded, { registerSignalListeners: false, fallbackRenderer: "simple" });
}

/** Does not report errors that Ctrl-C causes. */
async function untilInterruption(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (isInterrupted()) {
      await new Promise<never>(() => {});
    }
    throw error;
  }
}

async function untilInterrupted(): Promise<void> {
  for (;;) {
    await sleep(60_000);
  }
}

withCleanup(main).catch((error: unknown) => {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
});
