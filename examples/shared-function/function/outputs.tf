output "attachment" {
  description = "The same value as the SSM parameter, for stacks that read this stack's state."
  value       = module.authorizer.attachment
}

output "parameter_name" {
  description = "Name of the SSM parameter that the API stacks read."
  value       = aws_ssm_parameter.attachment.name
}
