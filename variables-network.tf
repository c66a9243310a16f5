# Network

variable "https_proxy_url" {
  description = <<-EOT
    Proxy through which the function fetches key sets and discovery documents, with the method CONNECT: `http://HOST:PORT`. Null: it connects directly. Default null.

    TLS ends at the provider, so the proxy sees only host and port. The URL must not contain a user name or password, because the configuration is readable in the plan, the state and the function's environment. Secrets and a configuration in S3 are not read through the proxy. The environment variables `HTTPS_PROXY` and `NO_PROXY` have no effect. If the proxy is down, the effect is as if the provider were down.
  EOT
  type        = string
  default     = null

  validation {
    condition = var.https_proxy_url == null ? true : can(regex(local.contract.patterns.https_proxy_url, var.https_proxy_url))
    # The message must not repeat a password.
    error_message = "https_proxy_url ${nonsensitive(issensitive(var.https_proxy_url) ? "is (sensitive value)" : can(regex("@", var.https_proxy_url)) ? "contains a user name or password" : "is ${jsonencode(var.https_proxy_url)}")}: it must be ${local.contract.sentences.https_proxy_url}."
  }
}
