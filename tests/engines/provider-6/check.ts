import type { Arguments, Block } from "./blocks.ts";

/** What is known about the provider. */
export interface Provider {
  /** @returns the arguments of a type; undefined if the provider does not have it */
  readonly argumentsOf: (type: string) => Promise<Arguments | undefined>;
  /** @returns what the provider says about a deprecated argument */
  readonly deprecationOf: (type: string, path: readonly string[]) => Promise<string | undefined>;
}

/** @returns what is wrong with the arguments of a block: unknown to the provider, or deprecated */
export async function faultsOf(
  { place, type, arguments: used }: Block,
  provider: Provider,
): Promise<string[]> {
  const known = await provider.argumentsOf(type);
  if (known === undefined) return [`${place}: the provider has no ${type}`];
  const faults: string[] = [];
  const compare = async (names: Arguments, expected: Arguments, path: readonly string[]): Promise<void> => {
    for (const [name, nested] of names) {
      const full = [...path, name];
      const found = expected.get(name);
      if (found === undefined) {
        faults.push(`${place}: the provider has no argument ${full.join(".")}`);
        continue;
      }
      const deprecation = await provider.deprecationOf(type, full);
      if (deprecation !== undefined) faults.push(`${place}: ${full.join(".")} is deprecated: ${deprecation}`);
      if (nested === null) continue;
      if (found === null) faults.push(`${place}: ${full.join(".")} is not a block of the provider`);
      else await compare(nested, found, full);
    }
  };
  await compare(used, known, []);
  return faults;
}
