import { delimiter, dirname } from "node:path";
import { type Environment, inheritedEnvironment } from "./process-environment.ts";

/** The region of every test. The emulator accepts any region. */
export const testRegion = "us-east-1";

/**
 * Terraform's whole environment: fake static keys, no profile, no metadata service. It contains none of the user's
 * AWS_* and TF_* variables, so that an apply can never reach a real account.
 *
 * @param endpoint the emulator's base URL; without it, only plans that call no AWS API work
 * @param temporaryDirectory the directory for the sockets of Terraform and its plugins, which stay if they are killed
 */
export function terraformEnvironment(options: {
  readonly endpoint?: string | undefined;
  readonly temporaryDirectory: string;
  readonly providerMirror: Environment;
}): Environment {
  const inherited = inheritedEnvironment();
  return {
    ...inherited,
    // A configuration may run `node`: it gets the Node.js that runs the tests.
    PATH: [dirname(process.execPath), inherited["PATH"] ?? ""].join(delimiter),
    TMPDIR: options.temporaryDirectory,
    CHECKPOINT_DISABLE: "1",
    // Go collects garbage less often than by default: a short plan takes a third less CPU time.
    GOGC: "400",
    TF_IN_AUTOMATION: "1",
    ...options.providerMirror,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: testRegion,
    AWS_DEFAULT_REGION: testRegion,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    ...(options.endpoint === undefined ? {} : { AWS_ENDPOINT_URL: options.endpoint }),
  };
}
