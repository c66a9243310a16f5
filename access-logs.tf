# Formats for the APIs' access logs, the only complete record: a decision from API Gateway's cache does not reach the
# function. Nothing in them comes from the client or the token, because API Gateway does not escape values for JSON.

locals {
  access_log_of_all = {
    request_id          = "$context.requestId"
    time                = "$context.requestTimeEpoch"
    api_id              = "$context.apiId"
    stage               = "$context.stage"
    status              = "$context.status"
    response_type       = "$context.error.responseType"
    authorizer_error    = "$context.authorizer.error"
    authorizer_status   = "$context.authorizer.status"
    authorizer_latency  = "$context.authorizer.latency"
    integration_latency = "$context.integrationLatency"
  }

  # Lambda's ID of the authorizer's invocation. HTTP APIs do not have it.
  access_log_of_invocation = { lambda_request_id = "$context.authorizer.requestId" }

  # AWS, "Variables for access logging for API Gateway", "Customize HTTP API access logs" and "Configure logging for
  # WebSocket APIs in API Gateway".
  access_log_formats = {
    rest = jsonencode(merge(local.access_log_of_all, local.access_log_of_invocation, {
      extended_request_id = "$context.extendedRequestId"
      method              = "$context.httpMethod"
      resource            = "$context.resourcePath"
      integration_status  = "$context.integration.status"
      response_latency    = "$context.responseLatency"
    }))
    http = jsonencode(merge(local.access_log_of_all, {
      method             = "$context.httpMethod"
      route_key          = "$context.routeKey"
      integration_status = "$context.integrationStatus"
      response_latency   = "$context.responseLatency"
    }))
    websocket = jsonencode(merge(local.access_log_of_all, local.access_log_of_invocation, {
      extended_request_id = "$context.extendedRequestId"
      connection_id       = "$context.connectionId"
      event_type          = "$context.eventType"
      route_key           = "$context.routeKey"
      integration_status  = "$context.integrationStatus"
    }))
  }
}
