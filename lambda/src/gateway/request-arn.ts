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

/**
 * Makes the function that parses a request's ARN. It remembers the last stage, because nearly all requests are for the
 * same one.
 *
 * @returns a function that returns undefined for anything but the ARN of a request
 */
export function createRequestArnParser(): (arn: unknown) => RequestArn | undefined {
  let lastStageArn: string | undefined;

  return (arn) => {
    if (typeof arn !== "string") {
      return undefined;
    }
    if (lastStageArn !== undefined && arn[lastStageArn.length] === "/" && arn.startsWith(lastStageArn)) {
      return { stageArn: lastStageArn, resource: arn.slice(lastStageArn.length + 1) };
    }
    const [, stageArn, resource = ""] = REQUEST_ARN.exec(arn) ?? [];
    if (stageArn === undefined) {
      return undefined;
    }
    lastStageArn = stageArn;
    return { stageArn, resource };
  };
}
