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

  # By rule, the kinds of API that its paths can match. Malformed rules are reported in rule-faults.tf.
  rule_kinds = [
    for rule in local.rules : {
      has_http_paths = try(anytrue([for path in rule.paths : startswith(path, "/")]), true)
      has_connect = try(anytrue([
        contains(rule.paths, "$connect"),
        # As modules/rule-tests/main.tf: a deny of all methods covers the handshake, too.
        contains(rule.paths, "/*") && (lookup(rule, "methods", null) == null ? true : lookup(rule, "effect", "allow") == "deny" && length(rule.methods) == length(local.contract.methods)),
      ]), true)
    }
  ]
  # Rules that no request to the attached APIs can match. A rule with apis can be for an API that another stack attaches.
  idle_rules = [
    for index, kinds in local.rule_kinds :
    "rules[${index}] cannot apply to any of the attached APIs: REST and HTTP APIs have paths that begin with /, WebSocket APIs have $connect, which /* in a rule without methods also covers. Correct the paths, or attach the missing API."
    if !contains(keys(local.rules[index]), "apis") && (local.has_http_paths || local.has_connect) && !(local.has_http_paths && kinds.has_http_paths || local.has_connect && kinds.has_connect)
  ]

  # The same for rules with apis, if all of these are attached here. Apart from the above, because IDs can be unknown.
  http_path_ids = nonsensitive(concat(
    [for api in concat(values(var.rest_apis), values(var.http_apis)) : try(tostring(api.id), "")],
    [for arn in values(var.openapi_apis) : try(split(":", arn)[5], "")],
  ))
  connect_ids = nonsensitive([for api in values(var.websocket_apis) : try(tostring(api.id), "")])
  # By rule, the IDs of its APIs; empty for a rule without apis.
  rule_api_ids = [
    for lists in local.rule_lists : [for key in lists.apis : nonsensitive(try(tostring(var.apis[key].id), ""))]
  ]
  idle_api_rules = [
    for index, kinds in local.rule_kinds :
    "rules[${index}] cannot apply to ${join(" and ", formatlist("apis.%s", local.rule_lists[index].apis))}: REST and HTTP APIs have paths that begin with /, WebSocket APIs have $connect, which /* in a rule without methods also covers. Correct the paths, or the apis of the rule."
    if length(local.rule_api_ids[index]) > 0 && alltrue([for id in local.rule_api_ids[index] : contains(concat(local.http_path_ids, local.connect_ids), id)]) && !anytrue([
      for id in local.rule_api_ids[index] : contains(local.http_path_ids, id) && kinds.has_http_paths || contains(local.connect_ids, id) && kinds.has_connect
    ])
  ]
}
