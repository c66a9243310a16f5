import { delimiter, dirname } from "node:path";
import { type Environment, inheritedEnvironment } from "./process-environment.ts";

/** The region every test lives in; the emulator accepts any. */
export const testRegion = "us-east-1";

/**
 * Terraform's whole environment: fake static keys, no profile, no metadata service. Whatever AWS_* and TF_* the
 * user has set is absent, so that an apply can never reach a real account.
 *
 * @param endpoint the emulator's base URL; without it plans work as long as they call no AWS API
 * @param temporaryDirectory where Terraform and its plugins put sockets, which they leave behind when killed
 */
export function terraformEnvironment(options: {
  readonly endpoint?: string | undefined;
  readonly temporaryDirectory: string;
  readonly providerMirror: Environment;
}): Environment {
  const inherited = inheritedEnvironment();
  return {
    ...inherited,
    // Configurations may run `node` through a local program: the one that runs the tests.
    PATH: [dirname(process.execPath), inherited["PATH"] ?? ""].join(delimiter),
    TMPDIR: options.temporaryDirectory,
    CHECKPOINT_DISABLE: "1",
    // Less often than by default, Go collects garbage: plans are short, and take a third less CPU so.
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
