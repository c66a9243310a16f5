import type { TokenReader } from "./authentication.js";
import type { Configuration } from "./config/configuration.js";
import { CONTRACT } from "./config/contract.js";
import { type Failure, failure, isFailure } from "./failure.js";
import { aliasIn, invokedArnOf } from "./gateway/invoked-alias.js";
import type { ApiKind } from "./gateway/request.js";
import { credentialsHint, sourceText } from "./hints/credentials-hint.js";
import { createTokenExtractor, type TokenSource } from "./token/extract.js";
import { createVerifiedTokenCache } from "./token/verified-token-cache.js";

/**
 * Finds the reader of the one place where an authorizer's requests have their token.
 *
 * @param context the handler's second argument
 * @returns `event_unrecognized` if the context does not tell the place
 */
export type FindTokenReader = (apiKind: ApiKind, context: unknown) => TokenReader | Failure;

/** The readers behind one alias. */
interface Readers {
  /** For REST and HTTP APIs; undefined for a place that only WebSocket APIs have. */
  readonly http: TokenReader | undefined;
  readonly websocket: TokenReader;
}

const NO_ALIAS = failure("event_unrecognized", "context.invokedFunctionArn: not the ARN of an alias");
const UNKNOWN_ALIAS = failure(
  "event_unrecognized",
  "context.invokedFunctionArn: not the alias of a token source",
);
const WEBSOCKET_ONLY = failure(
  "event_unrecognized",
  "context.invokedFunctionArn: the alias of a subprotocol, which only WebSocket APIs have",
);

/**
 * Makes the reader of one token source.
 *
 * @param acceptsDpop whether a token in a header may also have the scheme `DPoP`
 * @param sharedBy number of readers that together keep as many tokens as one
 */
export function createTokenReader(source: TokenSource, acceptsDpop = false, sharedBy = 1): TokenReader {
  const { credentialsOf, tokenIn } = createTokenExtractor(source, acceptsDpop);
  return {
    credentialsOf: (carrier) => {
      const credentials = credentialsOf(carrier);
      return isFailure(credentials)
        ? { ...credentials, hint: `the token is read from: ${sourceText(source)}` }
        : credentials;
    },
    tokenIn: (credentials) => {
      const token = tokenIn(credentials);
      return isFailure(token) ? { ...token, hint: credentialsHint(credentials, source, acceptsDpop) } : token;
    },
    verifiedTokens: createVerifiedTokenCache(sharedBy),
  };
}

/**
 * Makes the readers of all token sources. If there are several, the alias by which the function was invoked says which
 * one the authorizer's cache key is derived from. Anything in the event could come from the client, so nothing in it
 * chooses, and there is no default: a token that is read in another place than the cache key would be cached under a
 * value that anyone can send.
 */
export function createTokenReaders(
  configuration: Pick<Configuration, "tokenSource" | "websocketTokenSource" | "tokenSources" | "dpop">,
): FindTokenReader {
  const { tokenSources } = configuration;
  const acceptsDpop = configuration.dpop !== undefined;
  const http = createTokenReader(configuration.tokenSource, acceptsDpop);
  const websocket = createTokenReader(configuration.websocketTokenSource);
  if (tokenSources === undefined) {
    return (apiKind) => (apiKind === "websocket" ? websocket : http);
  }

  const readersOf = new Map<string | undefined, Readers>([[CONTRACT.alias, { http, websocket }]]);
  for (const [key, source] of tokenSources) {
    const reader = createTokenReader(source, acceptsDpop, tokenSources.size);
    readersOf.set(`${CONTRACT.alias}-${key}`, {
      http: source.place === "subprotocol" ? undefined : reader,
      websocket: reader,
    });
  }
  // The ARNs that have come, one for each alias. To compare with them takes 0.1 µs less than to match the pattern.
  const known: { readonly arn: unknown; readonly readers: Readers }[] = [];

  function readersAt(arn: unknown): Readers | Failure {
    for (const each of known) {
      if (each.arn === arn) {
        return each.readers;
      }
    }
    const alias = aliasIn(arn);
    const readers = readersOf.get(alias);
    if (readers === undefined) {
      return alias === undefined ? NO_ALIAS : UNKNOWN_ALIAS;
    }
    if (known.length < readersOf.size) {
      known.push({ arn, readers });
    }
    return readers;
  }

  return (apiKind, context) => {
    const readers = readersAt(invokedArnOf(context));
    if (isFailure(readers)) {
      return readers;
    }
    return (apiKind === "websocket" ? readers.websocket : readers.http) ?? WEBSOCKET_ONLY;
  };
}
