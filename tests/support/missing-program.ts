/** What to install, by the name of the program. Other programs are packages of this repository. */
const ADVICE: Readonly<Record<string, string>> = {
  tofu: "install OpenTofu: https://opentofu.org/docs/intro/install/",
  terraform: "install Terraform 1.9 or later: https://developer.hashicorp.com/terraform/install",
};

/** @returns the error of a program that is not on the PATH, in one line that says what to install */
export function missingProgram(name: string): Error {
  return new Error(`${name} is not on the PATH: ${adviceFor(name)}`);
}

/** @returns what to do if a program is missing or too old */
export function adviceFor(name: string): string {
  return ADVICE[name] ?? "run npm ci";
}

/** @param error why a program could not be started. @returns whether the program is missing */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
