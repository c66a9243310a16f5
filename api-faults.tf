# What is wrong with the attached APIs taken together. The modules check each API.
# Only outputs with authorizer IDs may depend on this: an API whose OpenAPI document uses the function would otherwise
# depend on itself.

locals {
  # An ID is not secret, even if it comes from a sensitive value.
  rest_ids = { for key in nonsensitive(keys(var.rest_apis)) : key => nonsensitive(try(tostring(var.rest_apis[key].id), "")) }

  # An API has one gateway response of each type: each of the two authorizers would replace the response of the other one.
  # AWS's IDs have no capital letters. The mocks of OpenTofu give all APIs the same ID, with capital letters.
  rest_keys = keys(local.rest_ids)
  # As modules/rest-api reads them.
  managed_responses = {
    for key in local.rest_keys : key => nonsensitive(toset(try(coalesce(toset(var.rest_apis[key].gateway_responses)), ["UNAUTHORIZED", "ACCESS_DENIED"])))
  }
  shared_responses = flatten([
    for index, key in local.rest_keys : [
      for other in slice(local.rest_keys, index + 1, length(local.rest_keys)) :
      "rest_apis.${key} and rest_apis.${other} have the same id ${jsonencode(local.rest_ids[key])} and both manage the gateway responses ${join(", ", setintersection(local.managed_responses[key], local.managed_responses[other]))}: an API has only one of each. Set gateway_responses = [] for one of them, or remove one."
      if local.rest_ids[key] == local.rest_ids[other] && can(regex("^[a-z0-9]+$", local.rest_ids[key])) && length(setintersection(local.managed_responses[key], local.managed_responses[other])) > 0
    ]
  ])

  # An entry of invoke_from or openapi_apis needs one for each alias. An attached API invokes one alias.
  permission_statements = nonsensitive((length(var.invoke_from) + length(var.openapi_apis)) * (1 + length(local.token_source_keys)) + length([
    for api in concat(values(var.rest_apis), values(var.http_apis), values(var.websocket_apis)) : api if try(tobool(api.create_permission), null) != false
  ]))

  # APIs in openapi_apis are REST or HTTP APIs.
  has_http_paths = nonsensitive(length(var.rest_apis) + length(var.http_apis) + length(var.openapi_apis) > 0)
  has_connect    = nonsensitive(length(var.websocket_apis) > 0)

  # Rules that no request to the attached APIs can match. Malformed rules are reported in rule-faults.tf.
  idle_rules = [
    for index, rule in local.rules :
    "rules[${index}] cannot apply to any of the attached APIs: REST and HTTP APIs have paths that begin with /, WebSocket APIs have $connect, which /* in a rule without methods also covers. Correct the paths, or attach the missing API."
    if(local.has_http_paths || local.has_connect) && try(!anytrue([
      local.has_http_paths && anytrue([for path in rule.paths : startswith(path, "/")]),
      local.has_connect && contains(rule.paths, "$connect"),
      # As modules/rule-tests/main.tf: a deny of all methods covers the handshake, too.
      local.has_connect && contains(rule.paths, "/*") && (lookup(rule, "methods", null) == null ? true : lookup(rule, "effect", "allow") == "deny" && length(rule.methods) == length(local.contract.methods)),
    ]), false)
  ]
}
