import jwt from "jsonwebtoken";
import { JwksClient } from "jwks-rsa";
import { type Claims, minimalAuthorizer, settings } from "./minimal.ts";

const { issuer, audience, jwksUri, algorithm, secret } = settings;
const client = new JwksClient({ jwksUri, cache: true, rateLimit: true });
const options: jwt.VerifyOptions = { issuer, audience, algorithms: [algorithm as jwt.Algorithm] };

const getKey: jwt.GetPublicKeyOrSecret = (header, callback) => {
  client.getSigningKey(header.kid).then(
    (key) => callback(null, key.getPublicKey()),
    (error: Error) => callback(error),
  );
};

export const handler = minimalAuthorizer((token) =>
  secret === ""
    ? new Promise<Claims>((resolve, reject) => {
        jwt.verify(token, getKey, options, (error, claims) => {
          if (error === null) {
            resolve(claims as Claims);
          } else {
            reject(error);
          }
        });
      })
    : (jwt.verify(token, Buffer.from(secret, "hex"), options) as Claims),
);
