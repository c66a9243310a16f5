# The configuration document, the only thing that the function reads. lambda/src/config is its other side.

locals {
  # Patterns, ranges, lists and sentences that Terraform and the function share: lambda/src/config/contract.ts.
  contract = jsondecode(file("${path.module}/contract.json"))

  # The attributes of each input. A missing attribute is null.
  token_sources = {
    for input, source in { token_source = var.token_source, websocket_token_source = var.websocket_token_source } : input => {
      for name in local.contract["${input}_attributes"] : name => nonsensitive(source == null) ? null : tostring(lookup(source, name, null))
    }
  }
  token_source = merge(local.token_sources.token_source, {
    scheme = local.token_sources.token_source.header == null ? null : local.token_sources.token_source.scheme == null ? "Bearer" : local.token_sources.token_source.scheme
  })
  websocket_token_source = nonsensitive(var.websocket_token_source == null) ? local.token_source : merge(local.token_sources.websocket_token_source, {
    scheme = local.token_sources.websocket_token_source.header == null ? null : local.token_sources.websocket_token_source.scheme == null ? "Bearer" : local.token_sources.websocket_token_source.scheme
  })

  # A missing attribute, or null, stands for the default.
  extension_layer_arn            = try(tostring(var.extension.layer_arn), null)
  extension_module               = try(tostring(var.extension.module), null)
  extension_is_per_request       = try(tobool(var.extension.per_request), null) == true
  extension_context_keys         = try(sort(toset(var.extension.context_keys)), [])
  extension_timeout_milliseconds = try(coalesce(tonumber(var.extension.timeout_milliseconds), 500), 500)

  # Whether an answer holds only for the request that asked: API Gateway must not reuse it. Read from each input by itself,
  # so that a plan knows it although another part of an issuer is unknown until apply: it must then still refuse a cache.
  depends_on_request = local.extension_is_per_request || local.has_dpop ? true : nonsensitive(var.certificate_bound_tokens != null) ? true : anytrue([
    for key in try(nonsensitive(keys(var.trusted_issuers)), []) : nonsensitive(try(var.trusted_issuers[key].certificate_bound_tokens, null) != null)
  ])

  log_allowed_claims = try(tolist(var.log_allowed.claims), [])
  # Few functions have these. A setting is a member only while it is in use, because the environment is small.
  optional_settings = {
    for name, value in {
      log_allowed = var.log_allowed == null ? null : {
        sample_percent = try(coalesce(tonumber(var.log_allowed.sample_percent), 100), 100)
        claims         = length(local.log_allowed_claims) == 0 ? null : local.log_allowed_claims
      }
      metrics_namespace = var.metrics_namespace
      https_proxy_url   = var.https_proxy_url
      trace_key_fetches = nonsensitive(var.tracing_mode == "Active") ? true : null
    } : name => value if nonsensitive(value != null)
  }

  # The same for settings that decide about a token.
  optional_decisions = {
    for name, value in {
      apis          = length(local.api_keys) == 0 ? null : local.api_documents
      token_sources = length(local.token_source_keys) == 0 ? null : local.token_source_documents
      dpop          = local.dpop
      revocation    = local.revocation
    } : name => value if nonsensitive(value != null)
  }

  # Copies of these inputs are not sensitive, so that messages can name their faults. What is made of the copies must be
  # sensitive again if the inputs are: this empty string, which is then sensitive, is added to it. A conditional would not
  # do: Terraform would treat its result as sensitive while the inputs are unknown.
  sensitivity = substr(jsonencode([var.rules, var.trusted_issuers, local.given_issuer_defaults, var.issuer, var.jwks_url]), 0, 0)

  configuration = join("", [local.sensitivity, local.configuration_json])
  # All that decides about a token.
  decision_document = merge(local.optional_decisions, {
    trusted_issuers        = local.issuer_documents
    clock_skew_seconds     = var.clock_skew_seconds
    token_source           = local.token_source
    websocket_token_source = local.websocket_token_source
    rules                  = length(local.rules) == 0 ? null : local.rules
    strict_paths           = var.strict_paths
    claims_to_context      = var.claims_to_context
    principal_claim        = var.principal_claim
    usage_plan_key_claim   = var.usage_plan_key_claim
    invalid_token_response = var.invalid_token_response
    extension = var.extension == null ? null : {
      module               = local.extension_module
      per_request          = local.extension_is_per_request
      context_keys         = length(local.extension_context_keys) == 0 ? null : local.extension_context_keys
      timeout_milliseconds = local.extension_timeout_milliseconds
    }
  })
  configuration_json = jsonencode(merge(local.decision_document, local.optional_settings))

  # Lambda measures the environment as JSON, in bytes: quotes and line feeds of the document count twice.
  environment_base64 = base64encode(jsonencode(merge(var.environment_variables, { AUTHORIZER_CONFIG = local.configuration })))
  environment_bytes  = nonsensitive(length(local.environment_base64) / 4 * 3 - length(regexall("=", local.environment_base64)))

  # Readable while it fits, compressed only when it must be, and in a bucket only on request.
  environment = merge(var.environment_variables, {
    AUTHORIZER_CONFIG = (
      var.configuration_s3 != null ? jsonencode({ configuration_s3 = local.configuration_location }) :
      local.environment_bytes <= local.contract.sizes.environment_bytes ? local.configuration : base64gzip(local.configuration)
    )
  })

  # The function compares the object with this hash, so that writing to the bucket is not enough to change it.
  configuration_sha256 = sha256(local.configuration)
  configuration_location = {
    bucket = one(aws_s3_object.configuration[*].bucket)
    key    = one(aws_s3_object.configuration[*].key)
    sha256 = local.configuration_sha256
  }
}

# A new object for each content: the previous one stays until the alias points to a version that does not read it.
resource "aws_s3_object" "configuration" {
  count = nonsensitive(var.create && var.configuration_s3 != null) ? 1 : 0

  bucket       = var.configuration_s3.bucket
  key          = "${var.name}/${local.configuration_sha256}.json"
  content      = local.configuration
  content_type = "application/json"

  # No tags, not even the provider's default tags: an S3 object takes at most ten, other resources take 50.
  override_provider {
    default_tags {
      tags = {}
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}
