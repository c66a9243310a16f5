/** A program and a version of it with which the module must work. */
export interface Engine {
  /** `npm run test:engines -- NAME` runs only its tests. */
  readonly name: string;
  /** The name of the program, by which the tests tell Terraform and OpenTofu apart. */
  readonly program: "terraform" | "tofu";
  /** The exact version; undefined: whichever is on the PATH. */
  readonly version: string | undefined;
}

/** The lowest version that `required_version` accepts, the one that the other tests use, and OpenTofu. */
export const engines: readonly Engine[] = [
  { name: "terraform-1.9", program: "terraform", version: "1.9.8" },
  { name: "terraform", program: "terraform", version: undefined },
  { name: "opentofu", program: "tofu", version: "1.12.6" },
];

/** The variable with the programs that are ready: paths, separated like those in PATH. */
export const READY_PROGRAMS = "JWT_AUTHORIZER_ENGINES";
