import type {
  APIGatewayAuthorizerHandler,
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerHandler,
  APIGatewayRequestIAMAuthorizerHandlerV2,
  APIGatewayTokenAuthorizerHandler,
} from "aws-lambda";
import { expectTypeOf, test } from "vitest";
import type { AuthorizerResponse, createAuthorizer } from "../src/package.ts";

// The compiler checks these (`tsc` in the style part). They have nothing to do at run time.
test("a response is what @types/aws-lambda says that API Gateway takes", () => {
  expectTypeOf<AuthorizerResponse>().toExtend<APIGatewayAuthorizerResult>();
});

test("the function that createAuthorizer makes is a handler of every kind of authorizer", () => {
  expectTypeOf<ReturnType<typeof createAuthorizer>>().toExtend<APIGatewayAuthorizerHandler>();
  expectTypeOf<ReturnType<typeof createAuthorizer>>().toExtend<APIGatewayTokenAuthorizerHandler>();
  expectTypeOf<ReturnType<typeof createAuthorizer>>().toExtend<APIGatewayRequestAuthorizerHandler>();
  expectTypeOf<ReturnType<typeof createAuthorizer>>().toExtend<APIGatewayRequestIAMAuthorizerHandlerV2>();
});
