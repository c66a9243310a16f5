/** A `resource` or `data` block, as far as its arguments are concerned. */
export interface Block {
  /** For people: the file and the address. */
  readonly place: string;
  /** The type; with `data.` in front for a data source. */
  readonly type: string;
  readonly arguments: Arguments;
}

/** The names of arguments. A nested block has arguments of its own; an attribute has null. */
export type Arguments = ReadonlyMap<string, Arguments | null>;

/** A file of HCL as @cdktf/hcl2json, which contains HashiCorp's own parser, returns it. */
export interface ParsedFile {
  readonly resource?: ParsedBlocks;
  readonly data?: ParsedBlocks;
}
type ParsedBlocks = Readonly<Record<string, Readonly<Record<string, readonly Body[]>>>>;
type Body = Readonly<Record<string, unknown>>;

/** What Terraform itself reads. */
const META_ARGUMENTS = ["count", "for_each", "depends_on", "lifecycle", "provider"];

/** @returns every `resource` and `data` block of a file */
export function blocksOf(file: string, { resource = {}, data = {} }: ParsedFile): readonly Block[] {
  return [...blocksIn(file, "", resource), ...blocksIn(file, "data.", data)];
}

function blocksIn(file: string, prefix: string, types: ParsedBlocks): readonly Block[] {
  return Object.entries(types).flatMap(([type, names]) =>
    Object.entries(names).flatMap(([name, bodies]) =>
      bodies.map((body) => ({
        place: `${file}: ${prefix}${type}.${name}`,
        type: `${prefix}${type}`,
        arguments: argumentsOf(body, META_ARGUMENTS),
      })),
    ),
  );
}

function argumentsOf(body: Body, ignored: readonly string[] = []): Arguments {
  const found = new Map<string, Arguments | null>();
  for (const [name, value] of Object.entries(body)) {
    if (ignored.includes(name)) continue;
    if (name === "dynamic") {
      for (const [label, blocks] of Object.entries(value as Record<string, Body[]>)) {
        for (const { content } of blocks) add(found, label, content as Body[]);
      }
    } else if (isBlock(value)) {
      add(found, name, value);
    } else {
      found.set(name, null);
    }
  }
  return found;
}

/** Blocks of the same name count as one, with the arguments of all of them. */
function add(found: Map<string, Arguments | null>, name: string, bodies: readonly Body[]): void {
  const before = found.get(name) ?? new Map();
  found.set(name, new Map([...before, ...bodies.flatMap((body) => [...argumentsOf(body)])]));
}

/** Only a block is a list of objects here: a list in an attribute has strings. */
function isBlock(value: unknown): value is readonly Body[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "object");
}
