import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { createRemoteJWKSet } from "jose";
import { verifyLogoutToken } from "./logout-token.js";
import { type Revocation, revocationsOf, UNLESS_STRONGER } from "./revocations.js";

/*
 * Receives OpenID Connect back-channel logouts: the provider posts a logout token here when a user signs out, and the
 * function revokes the user's tokens in the table that the authorizer reads.
 */

/** The part of an API Gateway event that is needed. */
interface ProxyEvent {
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

interface ProxyResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const settings = {
  issuer: setting("ISSUER"),
  clientIds: setting("CLIENT_IDS").split(" "),
};
const table = setting("TABLE");
const tokenLifetimeSeconds = Number(setting("TOKEN_LIFETIME_SECONDS"));
const keys = createRemoteJWKSet(new URL(setting("JWKS_URL")), { timeoutDuration: 3000 });
const dynamodb = new DynamoDBClient({ maxAttempts: 3 });

/** Larger bodies are refused before they are parsed. */
const MAX_CHARACTERS = 16_384;

/**
 * @returns 200 if the tokens are revoked, and 400 otherwise (OpenID Connect Back-Channel Logout 1.0 section 2.8)
 */
export async function handler(event: ProxyEvent): Promise<ProxyResult> {
  try {
    const logout = await verifyLogoutToken(logoutTokenIn(event), keys, settings, new Date());
    await Promise.all(revocationsOf(logout, tokenLifetimeSeconds).map(revoke));
    return answer(200, "");
  } catch (error) {
    // The name of an error contains nothing of the token; its message may.
    const reason = error instanceof Error ? error.name : "unknown error";
    console.log(JSON.stringify({ level: "WARN", message: "logout refused", reason }));
    return answer(400, JSON.stringify({ error: "invalid_request" }));
  }
}

/** The one `logout_token` in a form (section 2.5). */
function logoutTokenIn({ body, isBase64Encoded }: ProxyEvent): string {
  if (body === null || body.length > MAX_CHARACTERS) {
    throw new Error("the body is missing or too long");
  }
  const form = new URLSearchParams(isBase64Encoded ? Buffer.from(body, "base64").toString() : body);
  const [token, ...others] = form.getAll("logout_token");
  if (token === undefined || others.length > 0) {
    throw new Error("logout_token must be in the form once");
  }
  return token;
}

async function revoke(item: Revocation): Promise<void> {
  const command = new PutItemCommand({
    TableName: table,
    Item: item,
    ConditionExpression: UNLESS_STRONGER,
    ExpressionAttributeValues: {
      ":revoked_before": item.revoked_before,
      ":now": { N: String(Math.floor(Date.now() / 1000)) },
    },
  });
  try {
    await dynamodb.send(command);
  } catch (error) {
    // What is there already revokes at least as much.
    if (!(error instanceof Error && error.name === "ConditionalCheckFailedException")) {
      throw error;
    }
  }
}

function answer(statusCode: number, body: string): ProxyResult {
  return { statusCode, headers: { "cache-control": "no-store", "content-type": "application/json" }, body };
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`the environment variable ${name} is missing`);
  }
  return value;
}
