import type { Fault } from './fault.ts';

export const tokenExpired: Fault = {
  summary: '401; on DeviantArt every token issued so far has expired',
  answer: ({ site, c, controls, honest }) => {
    switch (site) {
      case 'deviantart':
        controls.revokeTokens();
        return honest();
      case 'artstation':
        return c.json({ data: null }, 401);
      case 'danbooru':
        return c.json({ success: false, error: 'SessionLoader::AuthenticationFailure', message: '' }, 401);
      default:
        return site satisfies never;
    }
  },
};
