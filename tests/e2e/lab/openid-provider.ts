import type { Adapter, Configuration, Provider } from "oidc-provider";
import { privateJwks, type SigningAlgorithm, type SigningKeys, signingAlgorithms } from "./signing-keys.ts";
import { tokenLifetimeSeconds } from "./token-minter.ts";

/** An OAuth client of the identity provider. */
export interface OAuthClient {
  readonly id: string;
  readonly secret: string;
}

/** An OAuth client with its own scopes and claims. */
export interface Caller extends OAuthClient {
  /** Space-separated; a subset of the provider's scopes. */
  readonly scope: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** How to make a provider instance. */
export interface OpenIdProviderOptions {
  readonly issuer: string;
  readonly keys: SigningKeys;
  readonly clients: Readonly<Record<SigningAlgorithm, OAuthClient>>;
  readonly callers: readonly Caller[];
  readonly audiences: readonly string[];
  /** Space-separated. */
  readonly scopes: string;
  /** Claims of every access token in addition to the standard ones. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Makes an oidc-provider instance: client credentials, resource indicators, JWT access tokens (RFC 9068). */
export async function createOpenIdProvider(options: OpenIdProviderOptions): Promise<Provider> {
  const { Provider, errors } = await importOpenIdProvider();
  const unknownAudience = () => new errors.InvalidTarget();
  const provider = new Provider(options.issuer, await configuration(options, unknownAudience));
  provider.on("server_error", (_context, error) => {
    process.stderr.write(`identity provider: ${error.stack ?? error.message}\n`);
  });
  return provider;
}

async function configuration(
  options: OpenIdProviderOptions,
  unknownAudience: () => Error,
): Promise<Configuration> {
  const { clients, callers, audiences, scopes, claims } = options;
  return {
    adapter: noStorage,
    jwks: await privateJwks(options.keys),
    clients: [
      ...signingAlgorithms.map((algorithm) => ({ ...clients[algorithm], scope: scopes })),
      ...callers,
    ].map(({ id, secret, scope }) => ({
      client_id: id,
      client_secret: secret,
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
      scope,
    })),
    scopes: scopes.split(" "),
    ttl: { ClientCredentials: tokenLifetimeSeconds },
    extraTokenClaims: (_context, { clientId }) => ({
      ...claims,
      ...callers.find(({ id }) => id === clientId)?.claims,
    }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource, client) => {
          if (!audiences.includes(resource)) throw unknownAudience();
          const alg =
            signingAlgorithms.find((algorithm) => clients[algorithm].id === client.clientId) ?? "RS256";
          return { scope: scopes, audience: resource, accessTokenFormat: "jwt", jwt: { sign: { alg } } };
        },
      },
    },
  };
}

/** The provider never reads JWT access tokens of static clients again, so nothing has to be stored. */
function noStorage(): Adapter {
  const nothing = async () => undefined;
  return {
    upsert: nothing,
    find: nothing,
    findByUserCode: nothing,
    findByUid: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  };
}

/**
 * On Node.js 20, the package prints a warning at import that it prefers Node.js 22. No configuration turns it off, and
 * it does not matter in a test.
 */
async function importOpenIdProvider(): Promise<typeof import("oidc-provider")> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await import("oidc-provider");
  } finally {
    console.warn = warn;
  }
}
