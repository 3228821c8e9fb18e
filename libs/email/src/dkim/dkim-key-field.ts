import { applyDecorators } from '@nestjs/common';
import {
  Validate,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { createPrivateKey } from 'node:crypto';
import { LongTextField } from '@facteur/platform';

/** RFC 8301 asks for 1,024 bits at least, and for 2,048. */
const LEAST_BITS = 1_024;

/** What of a private key in PEM makes it no key for DKIM, in words; undefined for a good one. */
export function faultOfDkimKey(pem: string): string | undefined {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    if (asymmetricKeyType === 'ed25519') return undefined;
    if (asymmetricKeyType !== 'rsa') return 'must be a key of RSA or Ed25519';
    return (asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS
      ? `must have at least ${LEAST_BITS} bits`
      : undefined;
  } catch {
    return 'must be a private key in PEM, without a password';
  }
}

@ValidatorConstraint({ name: 'isDkimKey' })
class IsDkimKey implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value !== 'string' || value === '' || faultOfDkimKey(value) === undefined;
  }

  defaultMessage({ value, property }: ValidationArguments): string {
    return `${property} ${faultOfDkimKey(String(value))}`;
  }
}

/** A private key that signs mail (RFC 6376, RFC 8463). */
export function DkimKeyField() {
  return applyDecorators(
    LongTextField({ max: 10_000, description: 'PEM; write-only; stored encrypted' }),
    Validate(IsDkimKey),
  );
}
