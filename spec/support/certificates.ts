import { generate } from 'selfsigned';

/** A key with its certificate. */
export interface Pems {
  readonly key: string;
  readonly cert: string;
}

/** A certificate that signs itself, for a name, and valid between two days from now. */
export async function selfSigned(name: string, validFrom = -1, validTo = 1): Promise<Pems> {
  const day = (days: number): Date => new Date(Date.now() + days * 86_400_000);
  const pems = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: day(validFrom),
    notAfterDate: day(validTo),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  return { key: pems.private, cert: pems.cert };
}
