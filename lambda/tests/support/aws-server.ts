import { createRequire } from "node:module";
import { repositoryPath } from "../../build/archives.ts";
import { servePlain, type TestServer } from "./tls-server.ts";

/** One call of an AWS API, as the SDK sends it. */
export interface AwsCall {
  /** The operation if the API names it in a header, else method and path. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The server's answer: a JSON object, bytes, an error with this name, or no answer at all. */
export type AwsAnswer =
  | Readonly<Record<string, unknown>>
  | Uint8Array
  | { readonly error: string }
  | "silence";

/** An AWS API on this machine, and the environment in which the SDK calls it. */
export interface AwsServer extends Pick<TestServer, "close"> {
  readonly calls: readonly AwsCall[];
  answer: (call: AwsCall) => AwsAnswer;
  /** Points the SDK to this server, and lets another process find the SDK among this project's packages. */
  readonly environment: Readonly<Record<string, string>>;
}

/** `require` as the function uses it: the SDK is CommonJS in the Lambda runtime. */
export const requireSdk: (name: string) => unknown = createRequire(import.meta.url);

/** Starts a server whose answers the test sets, and points the SDK to it. */
export async function startAwsServer(): Promise<AwsServer> {
  const calls: AwsCall[] = [];
  const server = await servePlain(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const target = request.headers["x-amz-target"];
    const call = {
      operation: typeof target === "string" ? target : `${request.method} ${request.url}`,
      input: chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString()),
    };
    calls.push(call);
    const answer = aws.answer(call);
    if (answer === "silence") {
      return;
    }
    if (answer instanceof Uint8Array) {
      response.setHeader("content-length", answer.length).end(answer);
    } else if ("error" in answer) {
      response
        .writeHead(400, { "content-type": "application/x-amz-json-1.1" })
        .end(JSON.stringify({ __type: answer["error"], message: "S3CR3T" }));
    } else {
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
    }
  });
  const environment = {
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-central-1",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    NODE_PATH: repositoryPath("node_modules"),
  };
  Object.assign(process.env, environment);
  const aws: AwsServer = { calls, answer: () => ({}), close: server.close, environment };
  return aws;
}
