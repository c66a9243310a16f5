output "api" {
  description = "ID and stage of the API."
  value       = { id = module.api.api_id, stage = "$default" }
}

output "url" {
  description = "Call this with and without a token."
  value       = "${module.api.api_endpoint}/orders"
}
