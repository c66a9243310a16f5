variable "function" {
  description = "The authorizer to attach: the output `attachment` of the root module, from this stack or from another."
  type = object({
    function_name = string
    function_arn  = string
    qualifier     = string
    invoke_arn    = string
    token_source = object({
      header          = optional(string)
      scheme          = optional(string)
      cookie          = optional(string)
      query_parameter = optional(string)
    })
    token_sources = optional(map(object({
      token_source = object({
        header          = optional(string)
        scheme          = optional(string)
        cookie          = optional(string)
        query_parameter = optional(string)
        subprotocol     = optional(string)
      })
      qualifier  = string
      invoke_arn = string
    })), {})
    per_request = bool
    # Null in attachments of releases that do not know DPoP.
    dpop = optional(object({
      signing_algorithms = list(string)
      is_required        = bool
    }))
    authorizer_credentials_arn = optional(string)
  })
  nullable = false

  validation {
    condition     = var.function.per_request != null
    error_message = "function.per_request is null: pass the output attachment of the root module unchanged."
  }
}

variable "place" {
  description = "Name of the API in messages. The root module passes the place in its own input, such as `rest_apis.orders`. Default `api`."
  type        = string
  default     = "api"
  nullable    = false
}

variable "api" {
  description = <<-EOT
    The API to attach to.
    - `id`: (Required) ID of a REST API.
    - `type`: (Optional) `TOKEN` or `REQUEST`. `TOKEN` reads only a header, whose value must look like a JWT: API Gateway refuses any other value without invoking the function. `REQUEST` reads a header, a cookie or a query parameter. Default `TOKEN`.
    - `gateway_responses`: (Optional) The API's gateway responses to replace: `UNAUTHORIZED` (401) and `ACCESS_DENIED` (403) get a `WWW-Authenticate` header (RFC 6750) and a JSON body. An API has only one of each: set `[]` if the API has its own, or another authorizer's. Default both.
    - `invalid_token_challenge`: (Optional) Whether the `WWW-Authenticate` header of the 401 contains `error="invalid_token"` (RFC 6750). API Gateway gives the same answer to a request without a token, for which RFC 6750 has no error code. Default false.
    - `resource_metadata_url`: (Optional) URL of the API's OAuth 2.0 protected resource metadata (RFC 9728), such as `https://api.example.com/.well-known/oauth-protected-resource`. The `WWW-Authenticate` header of the 401 and the 403 then names it as `resource_metadata`, so that a client finds the authorization server. Serve the document on a route without an authorizer. Null: none.
    - `cors_configuration`: (Optional) CORS headers on the 401 and the 403. A browser then lets pages read these responses. Null: none.
      - `allow_origin`: (Required) The one origin whose pages may read the responses, such as `https://app.example.com`, or `*`. Gateway responses are fixed and cannot choose from a list. Reflecting the request's Origin would allow any site.
      - `allow_credentials`: (Optional) Whether pages may send cookies. Default false.
      - `expose_headers`: (Optional) Headers that pages may read. Default `WWW-Authenticate`.
    - `result_cache_ttl_seconds`: (Optional) How long API Gateway reuses a decision for the same token on the same stage, in seconds, 0 (no cache) to 3600. The expiry of a token, a removed key and a changed configuration take effect up to this much later. Default 300.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: derived from the function's ARN, which is right if both are in the same account and region.
    - `name`: (Optional) Name of the authorizer, unique in the API. Null: the function's name.
    - `create_permission`: (Optional) Whether to allow the API's authorizer to invoke the function. Set it to false if the function's `invoke_from` covers the API. An API in another account or region than the function must be covered by `invoke_from`. Default true.
    - `token_source`: (Optional) Key of the function's `token_sources`: this authorizer reads the token there. Null: the function's `token_source`.
  EOT
  type        = any
  nullable    = false

  # The first character of JSON tells the type, and is known even if a part of the value is not.
  validation {
    condition = startswith(jsonencode(var.api), "{") ? contains(keys(var.api), "id") && length(setsubtract(keys(var.api), local.api_attributes)) == 0 : false
    error_message = nonsensitive(
      !startswith(jsonencode(var.api), "{") ? "${var.place} must be an object, such as { id = aws_api_gateway_rest_api.NAME.id }." :
      length(setsubtract(keys(var.api), local.api_attributes)) == 0 ? "${var.place}.id is missing: set it to the ID of the API, such as aws_api_gateway_rest_api.NAME.id." : join("\n", [
        for name in setsubtract(keys(var.api), local.api_attributes) :
        "${var.place} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.api_attributes : " Did you mean \"${known}\"?" if can(regex(jsondecode(file("${path.module}/../near-misses.json"))[known], name))])} A REST API has ${join(", ", local.api_attributes)}."
      ])
    )
  }

  validation {
    condition     = can(regex(local.contract.api_values.id.json, jsonencode(try(var.api.id, "a"))))
    error_message = "${var.place}.id is ${nonsensitive(issensitive(try(var.api.id, null)) ? "(sensitive value)" : jsonencode(try(var.api.id, null)))}: it must be the ID of a REST API: ${local.contract.api_values.id.must}, such as aws_api_gateway_rest_api.NAME.id."
  }

  validation {
    condition     = can(regex(local.contract.api_values.type.json, jsonencode(try(var.api.type, null))))
    error_message = "${var.place}.type is ${nonsensitive(issensitive(try(var.api.type, null)) ? "(sensitive value)" : jsonencode(try(var.api.type, null)))}: it must be ${local.contract.api_values.type.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.gateway_responses.json, jsonencode(try(var.api.gateway_responses, null))))
    error_message = "${var.place}.gateway_responses is ${nonsensitive(issensitive(jsonencode(try(var.api.gateway_responses, null))) ? "(sensitive value)" : jsonencode(try(var.api.gateway_responses, null)))}: it must be ${local.contract.api_values.gateway_responses.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.invalid_token_challenge.json, jsonencode(try(var.api.invalid_token_challenge, null))))
    error_message = "${var.place}.invalid_token_challenge is ${nonsensitive(issensitive(try(var.api.invalid_token_challenge, null)) ? "(sensitive value)" : jsonencode(try(var.api.invalid_token_challenge, null)))}: it must be ${local.contract.api_values.invalid_token_challenge.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.resource_metadata_url.json, jsonencode(try(var.api.resource_metadata_url, null))))
    error_message = "${var.place}.resource_metadata_url is ${nonsensitive(issensitive(try(var.api.resource_metadata_url, null)) ? "(sensitive value)" : jsonencode(try(var.api.resource_metadata_url, null)))}: it must be ${local.contract.api_values.resource_metadata_url.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.execution_arn.json, jsonencode(try(var.api.execution_arn, null))))
    error_message = "${var.place}.execution_arn is ${nonsensitive(issensitive(try(var.api.execution_arn, null)) ? "(sensitive value)" : jsonencode(try(var.api.execution_arn, null)))}: it must be ${local.contract.api_values.execution_arn.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.name.json, jsonencode(try(var.api.name, null))))
    error_message = "${var.place}.name is ${nonsensitive(issensitive(try(var.api.name, null)) ? "(sensitive value)" : jsonencode(try(var.api.name, null)))}: it must be ${local.contract.api_values.name.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.create_permission.json, jsonencode(try(var.api.create_permission, null))))
    error_message = "${var.place}.create_permission is ${nonsensitive(issensitive(try(var.api.create_permission, null)) ? "(sensitive value)" : jsonencode(try(var.api.create_permission, null)))}: it must be ${local.contract.api_values.create_permission.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.token_source.json, jsonencode(try(var.api.token_source, null))))
    error_message = "${var.place}.token_source is ${nonsensitive(issensitive(try(var.api.token_source, null)) ? "(sensitive value)" : jsonencode(try(var.api.token_source, null)))}: it must be ${local.contract.api_values.token_source.must}."
  }

  validation {
    condition     = try(alltrue([for seconds in [tonumber(try(var.api.result_cache_ttl_seconds, null))] : seconds == null ? true : seconds == floor(max(local.ttl.min, min(local.ttl.max, seconds)))]), false)
    error_message = "${var.place}.result_cache_ttl_seconds is ${nonsensitive(issensitive(try(var.api.result_cache_ttl_seconds, null)) ? "(sensitive value)" : jsonencode(try(var.api.result_cache_ttl_seconds, null)))}: it must be a whole number of seconds from ${local.ttl.min} (no cache) to ${local.ttl.max}."
  }

  validation {
    condition = try(var.api.cors_configuration, null) == null ? true : startswith(jsonencode(var.api.cors_configuration), "{") ? length(setsubtract(keys(var.api.cors_configuration), local.contract.cors_attributes)) == 0 : false
    error_message = nonsensitive(try(var.api.cors_configuration, null) == null ? "" : !startswith(jsonencode(var.api.cors_configuration), "{") ? "${var.place}.cors_configuration must be an object, such as { allow_origin = \"https://app.example.com\" }." : join("\n", [
      for name in setsubtract(keys(var.api.cors_configuration), local.contract.cors_attributes) :
      "${var.place}.cors_configuration has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.cors_attributes : " Did you mean \"${known}\"?" if can(regex(jsondecode(file("${path.module}/../near-misses.json"))[known], name))])} A CORS configuration has ${join(", ", local.contract.cors_attributes)}."
    ]))
  }

  validation {
    condition     = try(var.api.cors_configuration, null) == null ? true : try(length(setsubtract(keys(var.api.cors_configuration), local.contract.cors_attributes)) > 0, true) ? true : can(regex(local.contract.api_values.allow_origin.json, jsonencode(try(var.api.cors_configuration.allow_origin, null))))
    error_message = "${var.place}.cors_configuration.allow_origin is ${nonsensitive(issensitive(try(var.api.cors_configuration.allow_origin, null)) ? "(sensitive value)" : jsonencode(try(var.api.cors_configuration.allow_origin, null)))}: it must be ${local.contract.api_values.allow_origin.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.allow_credentials.json, jsonencode(try(var.api.cors_configuration.allow_credentials, null))))
    error_message = "${var.place}.cors_configuration.allow_credentials is ${nonsensitive(issensitive(try(var.api.cors_configuration.allow_credentials, null)) ? "(sensitive value)" : jsonencode(try(var.api.cors_configuration.allow_credentials, null)))}: it must be ${local.contract.api_values.allow_credentials.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.expose_headers.json, jsonencode(try(var.api.cors_configuration.expose_headers, null))))
    error_message = "${var.place}.cors_configuration.expose_headers is ${nonsensitive(issensitive(jsonencode(try(var.api.cors_configuration.expose_headers, null))) ? "(sensitive value)" : jsonencode(try(var.api.cors_configuration.expose_headers, null)))}: it must be ${local.contract.api_values.expose_headers.must}."
  }

  validation {
    condition     = try(tobool(var.api.cors_configuration.allow_credentials), false) == true ? try(var.api.cors_configuration.allow_origin, "") != "*" : true
    error_message = "${var.place}.cors_configuration.allow_credentials cannot be combined with allow_origin = \"*\": browsers then send no credentials. Set one origin."
  }
}
