import { type Gateway, hostHeader, originOf } from "../lab/gateway-address.ts";
import { type ApiCall, callApi, curlCommand } from "../lab/gateway-client.ts";
import { connectWebSocket } from "../lab/websocket-client.ts";

/** The kinds of API that the module attaches to. A REST API is listed twice, once for each authorizer type. */
export type AttachmentKind = "rest_token" | "rest_request" | "http" | "websocket";

/** The status that a caller gets when the API allows the request. */
export function admittingStatus(kind: AttachmentKind): 200 | 101 {
  return kind === "websocket" ? 101 : 200;
}

/** The output `apis` of `examples/complete`. */
export type DeployedApis = Readonly<Record<AttachmentKind, { readonly id: string; readonly stage: string }>>;

/** The answer of an API. For a WebSocket: the status of the handshake and the reply to a message. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The identity that the backend received, or the body of the refusal. */
  readonly body: unknown;
}

/** One protected API. */
export interface Attachment {
  readonly kind: AttachmentKind;
  /** A name for people. */
  readonly title: string;
  readonly request: string;
  /** Calls the API with a token in the expected place, or without a token. */
  readonly call: (token: string | undefined) => Promise<Answer>;
  /** A shell command for people who want to call it themselves; `$TOKEN` stands for the token. */
  readonly command: string;
}

const TITLES: Readonly<Record<Exclude<AttachmentKind, "websocket">, string>> = {
  rest_token: "REST, TOKEN",
  rest_request: "REST, REQUEST",
  http: "HTTP",
};

/** The four protected APIs of `examples/complete`. */
export function attachmentsOf(gateway: Gateway, apis: DeployedApis): readonly Attachment[] {
  return [
    overHttp("rest_token", gateway, apis),
    overHttp("rest_request", gateway, apis),
    overHttp("http", gateway, apis),
    overWebSocket(gateway, apis),
  ];
}

function overHttp(kind: keyof typeof TITLES, gateway: Gateway, apis: DeployedApis): Attachment {
  const call = (authorization: string | undefined): ApiCall => ({
    ...gateway,
    apiId: apis[kind].id,
    stage: apis[kind].stage,
    path: "/identity",
    headers: authorization === undefined ? {} : { authorization },
  });
  return {
    kind,
    title: TITLES[kind],
    request: "GET /identity",
    call: (token) => callApi(call(token === undefined ? undefined : `Bearer ${token}`)),
    command: curlCommand(call("Bearer @token@"), { TOKEN: "@token@" }),
  };
}

function overWebSocket(gateway: Gateway, apis: DeployedApis): Attachment {
  const { id: apiId, stage } = apis.websocket;
  const address = { ...gateway, apiId };
  return {
    kind: "websocket",
    title: "WebSocket",
    request: "$connect",
    call: async (token) => {
      const query: Record<string, string> = token === undefined ? {} : { access_token: token };
      const connection = await connectWebSocket({ ...address, stage, query });
      if (!("request" in connection)) {
        return { status: connection.status, headers: {}, body: undefined };
      }
      const body = JSON.parse(await connection.request("who am I"));
      await connection.close();
      return { status: connection.status, headers: {}, body };
    },
    command: `npx --yes wscat -H "Host: ${hostHeader(address)}" -x "who am I" -c "${originOf(address, "ws")}/${stage}?access_token=$TOKEN"`,
  };
}
