/** The parts of a request's ARN. */
export interface RequestArn {
  /** `arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE`, the part that no client controls. */
  readonly stageArn: string;
  /** What follows the stage: `METHOD/path`, as the client sent it; empty if nothing does. */
  readonly resource: string;
}

/**
 * Bounded and without wildcards: a stage ARN becomes part of a policy's resource, where `*` and `?` would match. A stage
 * is `$default`, or consists of letters, digits, `_` and `-`.
 */
const REQUEST_ARN =
  /^(arn:[a-z0-9-]{1,32}:execute-api:[a-z0-9-]{1,32}:[0-9]{12}:[A-Za-z0-9]{1,64}\/(?:\$default|[A-Za-z0-9_-]{1,128}))(?:\/([\s\S]*))?$/;

/** @returns undefined for anything but the ARN of a request */
export function parseRequestArn(arn: unknown): RequestArn | undefined {
  const [, stageArn, resource = ""] = (typeof arn === "string" && REQUEST_ARN.exec(arn)) || [];
  return stageArn === undefined ? undefined : { stageArn, resource };
}
