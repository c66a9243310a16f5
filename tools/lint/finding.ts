/** Something that a tool complains about. */
export interface Finding {
  /** The path of the file, relative to the repository. */
  readonly file: string;
  /** The first line, if the tool knows it. */
  readonly line?: number | undefined;
  /** The name of the violated rule, as the tool writes it in its documentation. */
  readonly rule: string;
  readonly message: string;
}

/** What a tool did. */
export interface Outcome {
  readonly findings: readonly Finding[];
  /** How much the tool examined. A tool that examined nothing has not passed. */
  readonly examined: number;
}

/** One tool. */
export interface Check {
  /** `npm run lint:terraform -- NAME …` runs only the named tools. */
  readonly name: string;
  /** What the tool examines, in the plural. */
  readonly unit: string;
  /** Throws an error with one line that says what to install, if the tool cannot run on this machine. */
  readonly run: () => Promise<Outcome>;
}

/** A finding, as the terminal shows it: editors open what stands before the first space. */
export function show({ file, line, rule, message }: Finding): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place} ${rule}: ${message.trim().replaceAll(/\s*\n\s*/g, " ")}`;
}
