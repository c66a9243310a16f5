/**
 * An authorizer that does what the request's token says, and passes on what it received: the echo answers with it. The
 * token is JSON in base64url, with an order:
 *   throws   the message of the error to throw
 *   paths    what to allow, as `METHOD/path`; without it, everything
 *   bytes    the size of the result, filled up with denied resources that nobody calls
 *   key      the caller's API key
 *   context  context values, in addition to those below
 */
export const handler = async (event, { invokedFunctionArn }) => {
  const order = JSON.parse(Buffer.from(tokenOf(event), "base64url").toString());
  if (order.throws !== undefined) {
    throw new Error(order.throws);
  }
  const arn = event.routeArn ?? event.methodArn;
  const stage = arn.split("/", 2).join("/");
  const result = {
    principalId: "probe",
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        statement(
          "Allow",
          (order.paths ?? ["*"]).map((path) => `${stage}/${path}`),
        ),
      ],
    },
    context: {
      seen: JSON.stringify({ ...seenIn(event, arn), qualifier: invokedFunctionArn.split(":")[7] }),
      empty: "",
      filled: "from the authorizer",
      ...order.context,
    },
    ...(order.key === undefined ? {} : { usageIdentifierKey: order.key }),
  };
  if (order.bytes !== undefined) {
    result.policyDocument.Statement.push(statement("Deny", [`${stage}/GET/nobody/`]));
    fill(result, stage, order.bytes);
  }
  return result;
};

function statement(Effect, Resource) {
  return { Action: "execute-api:Invoke", Effect, Resource };
}

/** The first token, if the header came more than once. */
function tokenOf(event) {
  return headerOf(event, "authorization").split(/[ ,]+/)[1];
}

function headerOf(event, wanted) {
  const [, value = ""] =
    Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === wanted) ?? [];
  return value;
}

/** Tokens are left out: only how many there are in each place. */
function seenIn(event, arn) {
  const count = (text) => (String(text).match(/Bearer /g) ?? []).length;
  const [, values] =
    Object.entries(event.multiValueHeaders ?? {}).find(([name]) => name.toLowerCase() === "authorization") ??
    [];
  return {
    arn,
    routeKey: event.routeKey,
    path: event.rawPath ?? event.path,
    tokensInHeader: count(headerOf(event, "authorization")),
    tokensInMultiValueHeader: values?.length,
  };
}

/** Resources of at most 512 characters, until the result has that size exactly. */
function fill(result, stage, bytes) {
  const { Resource: filler } = result.policyDocument.Statement.at(-1);
  const missing = () => bytes - Buffer.byteLength(JSON.stringify(result));
  // A further resource takes three characters more: quotes and a comma.
  const add = (size) => filler.push(`${stage}/GET/nobody/`.padEnd(size - 3, "x"));
  while (missing() > 900) {
    add(400);
  }
  add(Math.floor(missing() / 2));
  add(missing());
}
