import { randomBytes } from "node:crypto";
import type { RequestListener } from "node:http";
import { isIPv6 } from "node:net";
import type { CertificateAuthority } from "./certificate-authority.ts";
import { secondLoopbackAddress } from "./loopback.ts";
import { type Caller, createOpenIdProvider, type OAuthClient } from "./openid-provider.ts";
import { generateSigningKeys, type SigningAlgorithm, type SigningKeys } from "./signing-keys.ts";
import { listenTls } from "./tls-listener.ts";
import { requestAccessToken } from "./token-endpoint.ts";
import { createTokenMinter, type TokenMinter } from "./token-minter.ts";

/** A real OpenID provider on this machine, with the controls that tests need. */
export interface IdentityProvider extends TokenMinter {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly tokenUrl: string;
  /** One client per algorithm: a client's tokens are signed with its algorithm. */
  readonly clients: Readonly<Record<SigningAlgorithm, OAuthClient>>;
  /** The clients of the `callers`, by id. */
  readonly callerClients: Readonly<Record<string, OAuthClient & { readonly scope: string }>>;
  /** Gets a token from the token endpoint, as an application does. `scope` is space-separated; default: all scopes. */
  fetchAccessToken(options: {
    readonly audience: string;
    readonly algorithm?: SigningAlgorithm;
    readonly scope?: string;
    /** For a token that is bound to the key of this proof (DPoP). */
    readonly dpopProof?: string;
  }): Promise<string>;
  /** Gets a token with all scopes of one of the `callers` from the token endpoint. */
  fetchCallersToken(caller: string, audience: string): Promise<string>;
  /** Replaces all keys together: the old ones are no longer published. @returns the new key ids */
  rotateKeys(): Promise<Readonly<Record<SigningAlgorithm, string>>>;
  /** The number of requests so far for a path, such as `/jwks`. */
  requestCount(path: string): number;
  /** Simulates an outage: connections are refused until `start`. The keys stay the same. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** How to start an identity provider. */
export interface IdentityProviderOptions {
  readonly certificateAuthority: CertificateAuthority;
  /** Absolute URIs of the APIs that it issues tokens for. Minted tokens have the first one. */
  readonly audiences: readonly [string, ...string[]];
  /** Space-separated; default `orders:read orders:write`. */
  readonly scopes?: string;
  /** Claims of every token in addition to the standard ones, such as a tenant. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Clients by id, each with its own scopes and claims. */
  readonly callers?: Readonly<Record<string, Pick<Caller, "scope" | "claims">>>;
}

/** Starts the provider over TLS on a loopback address, with new keys. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const { certificateAuthority, audiences, claims = {} } = options;
  const { scopes = "orders:read orders:write" } = options;
  const host = await secondLoopbackAddress();
  const certificate = await certificateAuthority.issueServerCertificate({ hosts: [host] });
  const clients = createClients();
  const callers = Object.entries(options.callers ?? {}).map(([id, caller]) => ({
    ...createClient(id),
    ...caller,
  }));
  const requests = new Map<string, number>();

  // The keys of an instance can't change: a rotation makes a new instance behind the same socket.
  let handle: RequestListener | undefined;
  const listener = await listenTls(host, certificate, (incoming, response) => {
    const path = new URL(incoming.url ?? "/", "https://localhost").pathname;
    requests.set(path, (requests.get(path) ?? 0) + 1);
    handle?.(incoming, response);
  });
  const issuer = `https://${isIPv6(host) ? `[${host}]` : host}:${listener.port}`;

  let generation = 1;
  let keys = await generateSigningKeys(generation);
  const serve = async (newKeys: SigningKeys) => {
    const provider = await createOpenIdProvider({
      issuer,
      keys: newKeys,
      clients,
      callers,
      audiences,
      scopes,
      claims,
    });
    handle = provider.callback();
    keys = newKeys;
  };
  await serve(keys);

  const client = clients.RS256.id;
  const minter = await createTokenMinter(() => keys, {
    ...claims,
    iss: issuer,
    sub: client,
    aud: audiences[0],
    client_id: client,
    scope: scopes,
  });

  const tokenUrl = `${issuer}/token`;
  return {
    ...minter,
    issuer,
    jwksUrl: `${issuer}/jwks`,
    tokenUrl,
    clients,
    callerClients: Object.fromEntries(callers.map(({ id, secret, scope }) => [id, { id, secret, scope }])),
    fetchAccessToken: ({ audience, algorithm = "RS256", scope = scopes, dpopProof }) =>
      requestAccessToken({
        tokenUrl,
        ca: certificateAuthority.certificatePem,
        client: clients[algorithm],
        audience,
        scope,
        dpopProof,
      }),
    fetchCallersToken: (caller, audience) => {
      const client = callers.find(({ id }) => id === caller);
      if (client === undefined) throw new Error(`the identity provider has no caller ${caller}`);
      const { scope } = client;
      return requestAccessToken({
        tokenUrl,
        ca: certificateAuthority.certificatePem,
        client,
        audience,
        scope,
      });
    },
    rotateKeys: async () => {
      generation += 1;
      await serve(await generateSigningKeys(generation));
      return { RS256: keys.RS256.kid, ES256: keys.ES256.kid, EdDSA: keys.EdDSA.kid };
    },
    requestCount: (path) => requests.get(path) ?? 0,
    stop: listener.stop,
    start: listener.start,
  };
}

function createClients(): Record<SigningAlgorithm, OAuthClient> {
  const client = (algorithm: SigningAlgorithm) => createClient(`demo-${algorithm.toLowerCase()}`);
  return { RS256: client("RS256"), ES256: client("ES256"), EdDSA: client("EdDSA") };
}

function createClient(id: string): OAuthClient {
  return { id, secret: randomBytes(32).toString("base64url") };
}
