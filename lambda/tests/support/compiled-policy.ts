import fc from "fast-check";
import { isFailure } from "../../src/failure.ts";
import { createPolicyCompiler } from "../../src/policy/compile.ts";
import type { Policy } from "../../src/policy-document.ts";
import { configurationWith } from "./configuration.ts";
import { STAGE_ARN } from "./events.ts";
import type { Json } from "./keys.ts";

/** Rules, the claims of a token, and a stage. */
export interface Compilation {
  readonly rules?: readonly Json[];
  readonly claims?: Json;
  readonly stageArn?: string;
  readonly isWebSocket?: boolean;
  readonly strictPaths?: boolean;
}

/** The policy of a token with these claims. */
export function compiled({ rules, claims = {}, strictPaths = false, ...target }: Compilation): Policy {
  const { stageArn = STAGE_ARN, isWebSocket = false } = target;
  const compile = createPolicyCompiler(
    configurationWith({ top: { rules: rules ?? null, strict_paths: strictPaths } }),
  );
  const policy = compile(claims).forStage(stageArn, isWebSocket);
  if (isFailure(policy)) {
    throw new Error(policy.failure);
  }
  return policy;
}

const id = fc.stringMatching(/^[a-z0-9]{1,10}$/);
const stage = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), fc.constant("$default"));

export const stageArnArbitrary = fc
  .tuple(fc.constantFrom("aws", "aws-cn"), id, stage)
  .map(([partition, api, name]) => `arn:${partition}:execute-api:eu-central-1:123456789012:${api}/${name}`);

export const pathArbitrary = fc.string({ unit: "binary", maxLength: 40 });
