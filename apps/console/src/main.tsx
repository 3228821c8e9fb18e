import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/global.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client';
import { Entrance } from './frame/entrance';
import { startLanguages } from './i18n';
import { cssVariables, theme } from './theme/theme';

await startLanguages();

createRoot(document.getElementById('console')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" autoClose={5_000} zIndex={400} />
        <Suspense>
          <Entrance />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
