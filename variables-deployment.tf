# Where and how the function is deployed

variable "vpc_config" {
  description = <<-EOT
    Attaches the function to subnets of a VPC, so that it can reach an identity provider there. An object:
    - `subnet_ids`: (Required) 1 to 16 IDs of subnets.
    - `security_group_ids`: (Required) 1 to 5 IDs of security groups.
    - `ipv6_allowed_for_dual_stack`: (Optional) Whether connections may use IPv6, in subnets that have both. Default false.
  EOT
  type        = any
  default     = null
}
