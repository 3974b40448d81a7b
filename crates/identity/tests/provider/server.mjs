// A conforming OpenID provider on loopback: `node server.mjs '{"port": 0, …}'`. It prints its issuer
// once it listens, and ends with its standard input. Everybody who comes is signed in as `hint`, the
// login hint, without a page.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

// Standard output is for the issuer alone: nobody reads on.
console.info = console.error;

const { port = 0, method, alg, thin = false } = JSON.parse(process.argv[2] ?? '{}');

const KEYS = {
  RS256: ['rsa', { modulusLength: 2048 }],
  PS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  ES384: ['ec', { namedCurve: 'P-384' }],
  EdDSA: ['ed25519', {}],
};

function key(alg) {
  const { privateKey } = generateKeyPairSync(...KEYS[alg]);
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig' };
}

const server = createServer();
await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const client = {
  client_id: 'openclaw',
  redirect_uris: ['http://127.0.0.1:3000/auth/callback'],
  token_endpoint_auth_method: method,
  id_token_signed_response_alg: alg,
};
if (method !== 'none') client.client_secret = 'a secret / of theirs + 1';

const provider = new Provider(issuer, {
  clients: [client],
  clientAuthMethods: [method],
  enabledJWA: { idTokenSigningAlgValues: [alg] },
  // RS256 too: other things are signed with it unless each is told otherwise.
  jwks: { keys: alg === 'RS256' ? [key(alg)] : [key(alg), key('RS256')] },
  cookies: { keys: ['only for tests'] },
  pkce: { required: () => true },
  // By the specification claims of scopes are told at the userinfo endpoint when there is a code.
  conformIdTokenClaims: thin,
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  async findAccount(_, id) {
    const email = id === 'bada' ? {} : { email: `${id}@a.example`, email_verified: true };
    return { accountId: id, claims: () => ({ sub: id, name: id.toUpperCase(), ...email }) };
  },
});

/** Signs in and consents, as a person would by two pages. */
async function interact(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    const login = { accountId: params.login_hint ?? 'haneul' };
    return provider.interactionFinished(request, response, { login });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  return provider.interactionFinished(request, response, { consent: { grantId } });
}

const callback = provider.callback();
server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) return callback(request, response);
  interact(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
});

process.stdin.on('end', () => process.exit()).resume();
console.log(issuer);
