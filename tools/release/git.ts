import { execa } from "execa";

/** Runs git in a directory. @returns what it prints, without the last line feed */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execa("git", args, { cwd: directory });
  return stdout;
}

/** The bytes of a file at a commit. */
export async function fileAt(directory: string, commit: string, path: string): Promise<Uint8Array> {
  const { stdout } = await execa("git", ["show", `${commit}:${path}`], {
    cwd: directory,
    encoding: "buffer",
  });
  return stdout;
}
