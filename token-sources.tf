# Additional places of the token: an alias for each, by which the function knows where an authorizer's requests have their
# token. Nothing in the event of a REST API says it, and what comes from the client must not.

locals {
  # Keys are never secret. Invalid values are reported in variables-token-sources.tf, input-faults.tf and below.
  token_source_keys = [
    for key in nonsensitive(try(keys(var.token_sources), [])) : key if can(regex(local.contract.patterns.token_source_key, key))
  ]

  # A missing attribute is null.
  given_token_sources = {
    for key in local.token_source_keys : key => {
      for name in local.contract.websocket_token_source_attributes : name => try(tostring(var.token_sources[key][name]), null)
    }
  }
  additional_token_sources = {
    for key, source in local.given_token_sources : key => merge(source, {
      scheme = source.header == null ? null : source.scheme == null ? "Bearer" : source.scheme
    })
  }

  token_source_documents = {
    for key, source in local.additional_token_sources : key => { for attribute, value in source : attribute => value if nonsensitive(value != null) }
  }

  # Faults of an object as a whole, also of null, which the function would refuse. A misspelled attribute is reported in
  # input-faults.tf, and is probably the place.
  token_source_faults = flatten([
    for key, source in local.given_token_sources : [
      for places in [[for place in local.contract.websocket_token_source_places : place if nonsensitive(source[place] != null)]] : concat(
        length(places) == 1 || length(setsubtract(try(nonsensitive(keys(var.token_sources[key])), []), local.contract.websocket_token_source_attributes)) > 0 ? [] : [
          "token_sources.${key} sets ${join(" and ", coalescelist(places, ["no place"]))}: set exactly one of ${join(", ", local.contract.websocket_token_source_places)}. API Gateway's cache key is derived from it."
        ],
        places == ["header"] || nonsensitive(source.scheme == null) ? [] : [
          "token_sources.${key}.scheme needs token_sources.${key}.header: in other places the token stands alone. Remove scheme, or use header."
        ],
      )
    ] if nonsensitive(try(var.token_sources[key] == null, false)) || can(keys(var.token_sources[key]))
  ])

  # A version keeps a hash of all places in its description, also of those of the alias live. An older version with other
  # places, or none, would read the token elsewhere than the authorizers that invoke an alias.
  token_sources_mark = length(local.token_source_keys) == 0 ? "" : "token sources ${
    nonsensitive(substr(sha256(jsonencode([local.token_source, local.websocket_token_source, local.additional_token_sources])), 0, 16))
  }, "

  token_source_aliases = merge(aws_lambda_alias.token_source, aws_lambda_alias.token_source_externally_routed)

  # For the output attachment.
  attached_token_sources = {
    for key, source in local.additional_token_sources : key => {
      token_source = source
      qualifier    = local.token_source_aliases[key].name
      invoke_arn   = local.token_source_aliases[key].invoke_arn
    } if contains(keys(local.token_source_aliases), key)
  }
}

# By name and not by the resource's attribute, so that Terraform reads it when it plans.
data "aws_lambda_function" "chosen" {
  count = nonsensitive(var.create && var.alias_version != null) && length(local.token_source_keys) > 0 ? 1 : 0

  function_name = var.name
  qualifier     = var.alias_version
}

# With the same versions as the alias live: all authorizers change at the same moment.
resource "aws_lambda_alias" "token_source" {
  for_each = toset(nonsensitive(var.create && !var.ignore_alias_routing) ? local.token_source_keys : [])

  name             = "${local.contract.alias}-${each.key}"
  description      = "The version that authorizers with token_source = ${each.key} invoke"
  function_name    = aws_lambda_function.this[0].function_name
  function_version = local.routed_version

  # As for the alias live.
  dynamic "routing_config" {
    for_each = nonsensitive(var.canary == null) ? [] : local.latest_version == local.stable_version ? [] : [var.canary.weight]

    content {
      additional_version_weights = { (local.latest_version) = routing_config.value }
    }
  }

  # The alias live checks the version. A version that is unknown until apply is checked only then: no alias may move before.
  depends_on = [aws_lambda_alias.this]
}

# ignore_changes can't depend on an input, so this is a resource of its own.
resource "aws_lambda_alias" "token_source_externally_routed" {
  for_each = toset(nonsensitive(var.create && var.ignore_alias_routing) ? local.token_source_keys : [])

  name             = "${local.contract.alias}-${each.key}"
  description      = "The version that authorizers with token_source = ${each.key} invoke"
  function_name    = aws_lambda_function.this[0].function_name
  function_version = aws_lambda_function.this[0].version

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}

# A permission belongs to one alias. A key of token_sources contains no slash.
resource "aws_lambda_permission" "invoke_from_token_source" {
  for_each = {
    for pair in setproduct(nonsensitive(keys(var.invoke_from)), local.token_source_keys) : "${pair[0]}/${pair[1]}" => { source = pair[0], token_source = pair[1] }
    if nonsensitive(var.create)
  }

  statement_id_prefix = "invoke-from-"
  action              = "lambda:InvokeFunction"
  function_name       = aws_lambda_function.this[0].function_name
  qualifier           = local.token_source_aliases[each.value.token_source].name
  principal           = "apigateway.amazonaws.com"
  source_arn          = aws_lambda_permission.invoke_from[each.value.source].source_arn

  lifecycle {
    create_before_destroy = true
  }
}

# It depends on the API, so nothing that the API's document uses may depend on it.
resource "aws_lambda_permission" "openapi_token_source" {
  for_each = {
    for pair in setproduct(nonsensitive(keys(var.openapi_apis)), local.token_source_keys) : "${pair[0]}/${pair[1]}" => { source = pair[0], token_source = pair[1] }
    if nonsensitive(var.create)
  }

  statement_id_prefix = "openapi-"
  action              = "lambda:InvokeFunction"
  function_name       = aws_lambda_function.this[0].function_name
  qualifier           = local.token_source_aliases[each.value.token_source].name
  principal           = "apigateway.amazonaws.com"
  source_arn          = "${var.openapi_apis[each.value.source]}/authorizers/*"

  lifecycle {
    create_before_destroy = true
  }
}
