# The network of the provider. Yours exists already: pass its subnets to the module, and remove this file except for the
# security group. It has no way to the internet, and the function needs none.

#trivy:ignore:AVD-AWS-0178 Flow logs belong to the network, which exists already.
resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:Flow logs belong to the network, which exists already.
  #checkov:skip=CKV2_AWS_12:The default security group belongs to the network, which exists already. Nothing here uses it.
  cidr_block           = var.vpc_cidr_block
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  count = length(var.availability_zones)

  vpc_id            = aws_vpc.this.id
  availability_zone = var.availability_zones[count.index]
  cidr_block        = cidrsubnet(var.vpc_cidr_block, 4, count.index)
}

# The function opens connections to the provider. Nothing connects to the function.
resource "aws_security_group" "authorizer" {
  #checkov:skip=CKV2_AWS_5:The function uses it, by vpc_config in main.tf.
  name        = "private-provider-example"
  description = "Lets the authorizer fetch keys from the provider"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "keys" {
  security_group_id = aws_security_group.authorizer.id
  description       = "HTTPS to the provider"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.vpc_cidr_block
}
