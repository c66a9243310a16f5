import { delimiter, dirname } from "node:path";
import { type Environment, inheritedEnvironment } from "./process-environment.ts";

/** The region of every test. The emulator accepts any region. */
export const testRegion = "us-east-1";

/** A real AWS account: the profile with its credentials, and the region. */
export interface AwsAccess {
  readonly profile: string;
  readonly region: string;
}

/** The user's variables that say where profiles are. Keys, endpoints and another profile are not among them. */
const PROFILE_FILES = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE"];

/**
 * Terraform's whole environment: fake static keys, no profile, no metadata service. It contains none of the user's
 * AWS_* and TF_* variables, so that an apply can never reach a real account. Only with `aws`, the credentials of that
 * profile are used, and no configured endpoint.
 *
 * @param endpoint the emulator's base URL; without it and without `aws`, only plans that call no AWS API work
 * @param temporaryDirectory the directory for the sockets of Terraform and its plugins, which stay if they are killed
 */
export function terraformEnvironment(options: {
  readonly endpoint?: string | undefined;
  readonly aws?: AwsAccess | undefined;
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
    ...(options.aws === undefined ? fakeAccess(options.endpoint) : realAccess(options.aws)),
  };
}

function fakeAccess(endpoint: string | undefined): Environment {
  return {
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: testRegion,
    AWS_DEFAULT_REGION: testRegion,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
  };
}

function realAccess({ profile, region }: AwsAccess): Environment {
  return {
    ...inheritedEnvironment((name) => PROFILE_FILES.includes(name)),
    AWS_PROFILE: profile,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
  };
}
