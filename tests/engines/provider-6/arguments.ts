import type { Arguments } from "./blocks.ts";

/** A name in an object of the generated code, what makes its value, and whether it is a block. */
const ENTRY = /^ +(\w+): \{\n +value: (.*),\n +isBlock: (true|false),$/gm;
const MAKER = /(\w+ToHclTerraform)\b/g;

/**
 * The arguments of a resource or data source, from the code that @cdktf/provider-aws has for it. That code is generated
 * from the provider's schema. It has an object for the resource, and a function with an object for each nested block.
 *
 * @throws Error if the code does not look so
 */
export function argumentsIn(code: string): Arguments {
  const body = /^ {4}synthesizeHclAttributes\(\) \{\n([\s\S]*?)^ {4}\}$/m.exec(code)?.[1];
  if (body === undefined) throw new Error("the generated code has no method synthesizeHclAttributes");
  return entriesOf(body, code);
}

function entriesOf(body: string, code: string): Arguments {
  const entries = [...body.matchAll(ENTRY)].map(([, name = "", value = "", isBlock]) => {
    const nested = isBlock === "true" ? nestedIn(value, code) : null;
    return [name, nested] as const;
  });
  return new Map(entries);
}

function nestedIn(value: string, code: string): Arguments {
  const maker = [...value.matchAll(MAKER)].map(([, name]) => name).find((name) => name !== undefined);
  const body = new RegExp(`^function ${maker}\\(struct\\) \\{\\n([\\s\\S]*?)^\\}$`, "m").exec(code)?.[1];
  if (body === undefined) throw new Error(`the generated code has no function ${maker}`);
  return entriesOf(body, code);
}
