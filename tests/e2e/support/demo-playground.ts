import pc from "picocolors";
import { testRegion } from "../../support/terraform-environment.ts";
import { curlCommand } from "../lab/gateway-client.ts";
import type { OAuthClient } from "../lab/openid-provider.ts";
import { shellQuote } from "../lab/shell-quote.ts";
import type { Attachment } from "./attachments.ts";
import type { PermissionExample } from "./permission-examples.ts";

/** What runs while the demo waits. */
export interface Playground {
  readonly endpoint: string;
  readonly port: number;
  readonly issuer: string;
  readonly tokenUrl: string;
  /** The audience of the APIs, and another one. */
  readonly audiences: readonly [string, string];
  /** The client whose tokens the APIs accept. */
  readonly client: OAuthClient;
  /** The files with the certificate of the provider's certificate authority and with the configuration. */
  readonly files: { readonly ca: string; readonly configuration: string };
  readonly logGroup: string;
  readonly attachments: readonly Pick<Attachment, "title" | "command">[];
  readonly examples: readonly PlaygroundExample[];
}

/** An applied example with rules. */
export interface PlaygroundExample {
  readonly example: PermissionExample;
  readonly apis: Readonly<Record<string, { readonly id: string; readonly stage: string }>>;
  /** The client and the scope of each caller. */
  readonly callers: Readonly<Record<string, { readonly client: OAuthClient; readonly scope: string }>>;
}

/** Shell commands for people who want to call the APIs themselves, read the log and explain a refusal. */
export function playground(lab: Playground): string {
  const sections: readonly (readonly [title: string, ...lines: string[]])[] = [
    [
      "a function that gets a token, valid for 10 minutes: token CLIENT:SECRET AUDIENCE SCOPE",
      tokenFunction(lab),
    ],
    [
      "a token that the APIs accept, and one for another audience, which they refuse",
      `TOKEN=${tokenCall(lab.client, lab.audiences[0], "orders:read")}`,
      `BAD_TOKEN=${tokenCall(lab.client, lab.audiences[1], "orders:read")}`,
    ],
    ...lab.attachments.flatMap(({ title, command }): [string, string][] => [
      [`${title}: a valid token`, command],
      [
        `${title}: the bad token${title.startsWith("HTTP") ? " (500 on this emulator; 401 is expected on AWS)" : ""}`,
        command.replaceAll("$TOKEN", "$BAD_TOKEN"),
      ],
    ]),
    ["the log has one line for each refusal; these are the last three", logCommand(lab)],
    [
      "why the bad token is refused, with all its faults (run this in the repository's folder)",
      `echo "$BAD_TOKEN" | ${explainCommand(lab)}`,
    ],
    ...lab.examples.flatMap((each) => exampleSections(lab, each)),
    ["for your own stack on this emulator: paste this into a .tf file in an empty folder", ownStack(lab)],
  ];
  return [
    "",
    pc.bold(
      "The APIs are still running: paste these commands to call them. Ctrl-C stops and removes everything.",
    ),
    ...sections.flatMap(([title, ...lines]) => ["", pc.dim(`# ${title}`), ...lines]),
    "",
  ].join("\n");
}

function tokenFunction({ tokenUrl, files }: Playground): string {
  return `token() { curl -s --cacert ${shellQuote(files.ca)} -u "$1" -d grant_type=client_credentials --data-urlencode "resource=$2" --data-urlencode "scope=$3" ${tokenUrl} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'; }`;
}

function tokenCall({ id, secret }: OAuthClient, audience: string, scope: string): string {
  return `$(token ${[`${id}:${secret}`, audience, scope].map((word) => shellQuote(word)).join(" ")})`;
}

/** The emulator reads the region from the header, and does not check the signature. */
function logCommand({ endpoint, logGroup }: Playground): string {
  const headers = [
    "content-type: application/x-amz-json-1.1",
    "x-amz-target: Logs_20140328.FilterLogEvents",
    `authorization: AWS4-HMAC-SHA256 Credential=test/20260101/${testRegion}/logs/aws4_request, SignedHeaders=host, Signature=0`,
  ].map((header) => `-H ${shellQuote(header)}`);
  const data = shellQuote(JSON.stringify({ logGroupName: logGroup }));
  const print = `node -e 'for (const { message } of JSON.parse(require("fs").readFileSync(0)).events) console.log(message)'`;
  return `curl -s ${headers.join(" ")} -d ${data} ${endpoint} | ${print} | grep '"request refused"' | tail -3`;
}

function explainCommand({ files }: Playground): string {
  return `npm run --silent explain -- --configuration ${shellQuote(files.configuration)} --verify "GET /identity"`;
}

/** One caller with a request that the rules allow, and one that they refuse. */
function exampleSections(
  { port, audiences }: Playground,
  { example, apis, callers }: PlaygroundExample,
): [string, ...string[]][] {
  const [name = ""] = example.callers;
  const caller = callers[name];
  const [kind = "", api] = Object.entries(apis)[0] ?? [];
  if (caller === undefined || api === undefined) {
    throw new Error(`the example ${example.directory} has no caller or no API`);
  }
  const requestOf = (isAllowed: boolean): string =>
    example.permissions.find(([, allowed]) => allowed.includes(name) === isAllowed)?.[0] ?? "";
  const variable = `${name.toUpperCase()}_TOKEN`;
  const command = (request: string): string => {
    const [method = "", path = ""] = request.split(" ");
    const headers = { authorization: "Bearer @token@" };
    const call = { emulator: { port }, apiId: api.id, stage: api.stage, method, path, headers };
    return curlCommand(call, { [variable]: "@token@" });
  };
  return [
    [
      `examples/${example.directory}: a token of the caller ${name}`,
      `${variable}=${tokenCall(caller.client, audiences[0], caller.scope)}`,
    ],
    [`its rules allow ${requestOf(true)} (200, on the ${kind.toUpperCase()} API)`, command(requestOf(true))],
    [`its rules refuse ${requestOf(false)} (403)`, command(requestOf(false))],
  ];
}

/** The services that a stack with the module and an API uses. */
const SERVICES = [
  "apigateway",
  "apigatewayv2",
  "cloudwatch",
  "iam",
  "kms",
  "lambda",
  "logs",
  "s3",
  "secretsmanager",
  "ssm",
  "sts",
];

/** A provider whose calls all go to the emulator, and what the module needs to trust the demo's OpenID provider. */
export function ownStack({
  endpoint,
  issuer,
  audiences,
  files,
}: Pick<Playground, "endpoint" | "issuer" | "audiences"> & {
  readonly files: Pick<Playground["files"], "ca">;
}): string {
  const width = Math.max(...SERVICES.map(({ length }) => length));
  return `provider "aws" {
  region                      = "${testRegion}"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true

  endpoints {
${SERVICES.map((service) => `    ${service.padEnd(width)} = "${endpoint}"`).join("\n")}
  }
}

locals { # for the module: issuer = local.issuer, and so on
  issuer              = "${issuer}"
  audience            = ["${audiences[0]}"]
  ca_certificates_pem = file("${files.ca}")
}`;
}
