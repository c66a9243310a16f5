import { parseArgs } from "node:util";
import { integerOption } from "../resilience/support/options.ts";

/** What a run may use at most. */
export interface Limits {
  readonly usd: number;
  readonly calls: number;
  readonly minutes: number;
}

/** Where a run takes place. `account` is undefined until a person has confirmed it. */
export type Place =
  | { readonly target: "emulator" }
  | {
      readonly target: "aws";
      readonly profile: string;
      readonly region: string;
      readonly account: string | undefined;
      readonly jwksUrl: string | undefined;
    };

/** The options of the command. */
export interface Options {
  readonly place: Place;
  readonly limits: Limits;
  readonly isWritten: boolean;
}

/** What the command does, for `--help`. */
export const USAGE = `npm run test:aws: applies examples/complete and a stack of probes, makes the end-to-end calls, runs one probe for
each fact about API Gateway that is not verified on AWS, and destroys everything.

  -- --target emulator               on the emulator of this machine
  -- --profile P --region R          in the account of this profile. The command prints the account's ID and stops
     --account ID                    the confirmed account: only with it does the command create anything
     --jwks-url URL                  a public key set: proves that the function can fetch one
  -- --write                         write the results into docs/verification.md
  -- --max-usd N                     refuse a run that may cost more, default 0.05
  -- --max-calls N --max-minutes N   end the run at this limit, default 400 calls and 30 minutes`;

/** Variables that send AWS calls elsewhere. */
const ENDPOINT = /^AWS_ENDPOINT_URL/;

/**
 * Reads the options. Nothing has a default that reaches AWS: profile and region must be given, because a profile of the
 * environment could be that of a production account.
 *
 * @throws Error that names the option and the fix
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: "string", default: "aws" },
      profile: { type: "string" },
      region: { type: "string" },
      account: { type: "string" },
      "jwks-url": { type: "string" },
      "max-usd": { type: "string", default: "0.05" },
      "max-calls": { type: "string", default: "400" },
      "max-minutes": { type: "string", default: "30" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  return {
    place: placeOf(values, environment),
    limits: {
      usd: amountOption("max-usd", values["max-usd"]),
      calls: integerOption("max-calls", values["max-calls"], 1),
      minutes: integerOption("max-minutes", values["max-minutes"], 1),
    },
    isWritten: values.write,
  };
}

interface Values {
  readonly target: string;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
  readonly "jwks-url"?: string | undefined;
}

function placeOf(values: Values, environment: Readonly<Record<string, string | undefined>>): Place {
  const { target, profile, region, account, "jwks-url": jwksUrl } = values;
  if (target === "emulator") {
    const extra = Object.entries({ profile, region, account, "jwks-url": jwksUrl }).find(
      ([, value]) => value,
    );
    if (extra !== undefined) {
      throw new Error(`--${extra[0]} can't be combined with --target emulator: remove one of them`);
    }
    return { target };
  }
  if (target !== "aws") {
    throw new Error(`--target is "${target}": write aws or emulator`);
  }
  if (profile === undefined || profile === "" || region === undefined || region === "") {
    throw new Error(
      "set --profile and --region: the command uses no profile and no region of the environment. Without AWS: --target emulator",
    );
  }
  const endpoint = Object.keys(environment).find((name) => ENDPOINT.test(name));
  if (endpoint !== undefined) {
    throw new Error(`${endpoint} is set: unset it, so that every call reaches AWS`);
  }
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    throw new Error(`--account is "${account}": write the 12 digits of the account's ID`);
  }
  return { target, profile, region, account, jwksUrl };
}

function amountOption(name: string, value: string): number {
  const amount = Number(value);
  if (value.trim() === "" || !Number.isFinite(amount) || amount <= 0) {
    throw new Error(`--${name} is "${value}": write an amount in US dollars`);
  }
  return amount;
}
