import { expect, test } from "vitest";
import type { Diagnostic } from "../../support/terraform.ts";
import type { Workspace } from "../../support/workspace.ts";
import { type CallingModule, type ModuleCall, writeModuleCalls } from "./module-calls.ts";

/** What a user gets wrong, and what the message has to begin with: the input's name, then the rule. */
export type Refusal = readonly [inputs: Record<string, unknown>, message: string];

/** The refusals of one module; `base` is what makes its input right. */
export interface RefusalsOfModule {
  readonly source: string;
  readonly base: Readonly<Record<string, unknown>>;
  readonly refusals: readonly Refusal[];
}

/** A plan in which everything is refused, and the tests that look at its messages. */
export interface RefusedPlan {
  /** Plans; for `beforeAll`. */
  readonly plan: (workspace: Workspace) => Promise<void>;
  /** Declares a test for each refusal. */
  readonly declareTests: () => void;
}

/**
 * Puts many wrong calls into one plan.
 *
 * Terraform stops after the first walk that fails: validations of literal values fail before preconditions, and
 * before values that pass through a module, so that those need a plan of their own.
 */
export function planRefusals(directory: string, modules: readonly RefusalsOfModule[]): RefusedPlan {
  const cases = modules.flatMap(({ source, base, refusals }, group) =>
    refusals.map(([inputs, message], number) => ({
      call: { name: `case_${group}_${number}`, source, inputs: { ...base, ...inputs } } satisfies ModuleCall,
      title: `${source === "." ? "the root module" : source} rejects ${JSON.stringify(inputs).slice(0, 90)}`,
      message,
    })),
  );
  let calling: CallingModule;
  let errors: readonly Diagnostic[];

  return {
    plan: async (workspace) => {
      const calls = cases.map(({ call }) => call);
      calling = await writeModuleCalls(workspace, directory, calls);
      const diagnostics = await calling.terraform.planDiagnostics();
      errors = diagnostics.filter(({ severity }) => severity === "error");
    },
    declareTests: () => {
      test.each(cases)("$title", ({ call, message }) => {
        const own = errors.filter((error) => calling.callOf(error) === call.name);
        // Terraform does not say which call a precondition belongs to.
        const unattributed = errors.filter((error) => calling.callOf(error) === undefined);
        const equal = cases.filter((other) => other.message === message);
        const found = (own.length > 0 ? own : unattributed)
          .map(({ detail }) => detail.replaceAll("\n", " "))
          .filter((text) => text.startsWith(message));
        expect(found).toHaveLength(own.length > 0 ? 1 : equal.length);
      });

      test("there is no other error", () => {
        expect(errors).toHaveLength(cases.length);
      });
    },
  };
}
