import { expect, test } from "vitest";
import type { Diagnostic } from "../../support/terraform.ts";
import type { Workspace } from "../../support/workspace.ts";
import { SENSITIVE_VALUE } from "./inputs.ts";
import { type CallingModule, type ModuleCall, secret, writeModuleCalls } from "./module-calls.ts";

/** What a user gets wrong, and what the message has to begin with: the input's name, then the rule. */
export type Refusal = readonly [inputs: Record<string, unknown>, message: string];

/** The refusals of one module; `base` is what makes its input right. */
export interface RefusalsOfModule {
  readonly source: string;
  readonly base: Readonly<Record<string, unknown>>;
  readonly refusals: readonly Refusal[];
  /** Whether all of them are preconditions of the module itself. Then the calls are instances of one, which is faster. */
  readonly arePreconditions?: boolean;
}

/** A plan in which everything is refused, and the tests that look at its messages. */
export interface RefusedPlan {
  /** Plans; for `beforeAll`. */
  readonly plan: (workspace: Workspace) => Promise<void>;
  /** Declares a test for each refusal. */
  readonly declareTests: () => void;
}

/**
 * Puts many wrong inputs into one plan, also with values at fault that are sensitive.
 *
 * Terraform stops after the first walk that fails: validations of literal values fail before preconditions, and
 * before values that pass through a module, so that those need a plan of their own.
 */
export function planRefusals(directory: string, modules: readonly RefusalsOfModule[]): RefusedPlan {
  const cases = modules.flatMap(({ source, base, refusals, arePreconditions = false }, group) =>
    packed([...refusals, ...withSensitiveValues(refusals)]).flatMap((together, number) => {
      const inputs = Object.assign({}, base, ...together.map(([inputs]) => inputs));
      const call: ModuleCall = { name: `case_${group}_${number}`, source, inputs };
      const who = source === "." ? "the root module" : source;
      return together.map(([wrong, message]) => ({
        call,
        arePreconditions,
        title: `${who} rejects ${JSON.stringify(wrong).slice(0, 90)}`,
        message,
      }));
    }),
  );
  let calling: CallingModule;
  let faults: readonly { readonly call: string | undefined; readonly text: string }[];

  return {
    plan: async (workspace) => {
      const callsOf = (ofPreconditions: boolean): readonly ModuleCall[] => [
        ...new Set(cases.filter((each) => each.arePreconditions === ofPreconditions).map(({ call }) => call)),
      ];
      calling = await writeModuleCalls(workspace, directory, callsOf(false), "", callsOf(true));
      const diagnostics = await calling.terraform.planDiagnostics();
      faults = diagnostics
        .filter(({ severity }) => severity === "error")
        .flatMap((error) => faultsIn(error).map((text) => ({ call: calling.callOf(error), text })));
    },
    declareTests: () => {
      test.each(cases)("$title", ({ call, message }) => {
        const own = faults.filter((fault) => fault.call === call.name);
        // Terraform does not say which call a precondition belongs to.
        const unattributed = faults.filter((fault) => fault.call === undefined);
        const equal = cases.filter((other) => other.message.startsWith(message));
        const found = (list: typeof faults) => list.filter(({ text }) => text.startsWith(message)).length;
        expect(found(own) || found(unattributed)).toBe(found(own) > 0 ? 1 : equal.length);
      });

      test("there is no other error", () => {
        expect(faults).toHaveLength(cases.length);
      });

      test("no message contains a sensitive value", () => {
        expect(faults.filter(({ text }) => text.includes(SENSITIVE_VALUE))).toEqual([]);
      });
    },
  };
}

/** One message may list several faults, one a line. */
function faultsIn({ detail }: Diagnostic): readonly string[] {
  return detail.split("\n").filter((line) => line !== "" && !line.startsWith("This was checked by"));
}

/**
 * Refusals of different inputs share a call, because each call costs Terraform a quarter of a second. A combination of
 * inputs has a call of its own.
 */
function packed(refusals: readonly Refusal[]): readonly (readonly Refusal[])[] {
  const inputOf = ([inputs]: Refusal) =>
    Object.keys(inputs).length === 1 ? Object.keys(inputs)[0] : undefined;
  const combinations = refusals.filter((refusal) => inputOf(refusal) === undefined);
  const calls: Refusal[][] = [];
  for (const refusal of refusals.filter((candidate) => !combinations.includes(candidate))) {
    const call = calls.find((others) => others.every((other) => inputOf(other) !== inputOf(refusal)));
    if (call === undefined) calls.push([refusal]);
    else call.push(refusal);
  }
  return [...calls, ...combinations.map((refusal) => [refusal])];
}

/**
 * The same refusals if the values at fault are sensitive: each message names the place and the rule, but not the value.
 * One for each kind of message.
 */
function withSensitiveValues(refusals: readonly Refusal[]): readonly Refusal[] {
  const byMessage = refusals.flatMap(([inputs, message]): (readonly [string, Refusal])[] => {
    const [, place, rule] = message.match(/^(\S+) is .*?: (it must be .*)$/) ?? [];
    if (place === undefined || rule === undefined || Object.keys(inputs).length > 1) return [];
    const hidden = `${place} is (sensitive value): ${rule}`;
    const sensitive = Object.entries(inputs).map(([name, value]) => [name, secret(value)]);
    return [[hidden, [Object.fromEntries(sensitive), hidden]]];
  });
  return [...new Map(byMessage.toReversed()).values()];
}
