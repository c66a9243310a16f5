import { isInterrupted, onCleanup } from "../support/cleanup.ts";
import type { PlanDocument, Terraform, Variables } from "../support/terraform.ts";

/** A stack of a run, with the values of its variables. */
export interface Stack {
  readonly title: string;
  readonly terraform: Pick<Terraform, "init" | "planJson" | "apply" | "output" | "destroy" | "stateList">;
  readonly variables: Variables;
  /** The command with which a person destroys it. */
  readonly destroyCommand: string;
}

/** The outputs of the stacks, by title. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What happens around the use of the stacks. */
export interface StackOptions {
  /** Throws if the stacks must not be applied. */
  readonly check: (plans: readonly PlanDocument[]) => void;
  readonly print: (line: string) => void;
}

/** AWS refuses to delete some resources for a while after others: a second attempt often succeeds. */
const DESTROY_ATTEMPTS = 2;
const DESTROY_MILLISECONDS = 45 * 60_000;

/**
 * Plans all stacks, checks the plans, applies them, uses them, and destroys them: whatever fails, and also after Ctrl-C.
 *
 * @throws Error of what failed; if resources are left, it names them and the commands that destroy them
 */
export async function withStacks<Result>(
  stacks: readonly Stack[],
  use: (outputs: Outputs) => Promise<Result>,
  { check, print }: StackOptions,
): Promise<Result> {
  const plans: PlanDocument[] = [];
  for (const { terraform, variables } of stacks) {
    await terraform.init();
    plans.push(await terraform.planJson({ vars: variables }));
  }
  check(plans);
  const begun: Stack[] = [];
  let left: readonly string[] = [];
  const destroy = onCleanup(
    async () => {
      left = await destroyStacks(begun, print);
      for (const line of left) print(line);
    },
    () => print(["Ended before everything was destroyed. To destroy it:", ...commandsOf(begun)].join("\n")),
    DESTROY_MILLISECONDS,
  );
  let result: { readonly value: Result } | { readonly error: unknown };
  try {
    const outputs: Record<string, Readonly<Record<string, unknown>>> = {};
    for (const stack of stacks) {
      stopIfInterrupted();
      begun.push(stack);
      print(`terraform apply of ${stack.title}`);
      await stack.terraform.apply(stack.variables);
      outputs[stack.title] = await stack.terraform.output();
    }
    stopIfInterrupted();
    result = { value: await use(outputs) };
  } catch (error) {
    result = { error };
  }
  await destroy();
  if ("error" in result) {
    throw result.error;
  }
  if (left.length > 0) {
    throw new Error("not everything was destroyed: see above");
  }
  return result.value;
}

/** After Ctrl-C, the cleanup destroys what has begun: nothing more may begin. */
function stopIfInterrupted(): void {
  if (isInterrupted()) throw new Error("interrupted");
}

/** Destroys stacks, the last one first. @returns what a person must know about resources that are left */
async function destroyStacks(
  stacks: readonly Stack[],
  print: (line: string) => void,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const stack of stacks.toReversed()) {
    print(`terraform destroy of ${stack.title}`);
    left.push(...(await destroyStack(stack)));
  }
  return left;
}

async function destroyStack({ title, terraform, variables, destroyCommand }: Stack): Promise<string[]> {
  let failure: unknown;
  for (let attempt = 0; attempt < DESTROY_ATTEMPTS; attempt++) {
    try {
      await terraform.destroy(variables);
      failure = undefined;
      break;
    } catch (error) {
      failure = error;
    }
  }
  const addresses = await terraform.stateList().catch(() => ["its state can't be read"]);
  if (failure === undefined && addresses.length === 0) {
    return [];
  }
  return [
    `${title} was not destroyed: ${failure instanceof Error ? failure.message : "the state is not empty"}`,
    ...addresses.map((address) => `  left: ${address}`),
    `  to destroy it: ${destroyCommand}`,
  ];
}

function commandsOf(stacks: readonly Stack[]): readonly string[] {
  return stacks.toReversed().map(({ destroyCommand }) => `  ${destroyCommand}`);
}
