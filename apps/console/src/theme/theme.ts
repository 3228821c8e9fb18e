import {
  ActionIcon,
  Alert,
  Anchor,
  Badge,
  Button,
  Checkbox,
  createTheme,
  Drawer,
  type CSSVariablesResolver,
  Input,
  Modal,
  Paper,
  Select,
  Switch,
  Table,
  Tooltip,
} from '@mantine/core';
import { ACCENT_SHADES, TOKENS } from './tokens';

/** Calm, paper-like, one accent; colour only where it says something. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  colors: { accent: ACCENT_SHADES },
  autoContrast: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '26px', lineHeight: '32px' },
      h2: { fontSize: '18px', lineHeight: '26px' },
      h3: { fontSize: '15px', lineHeight: '22px' },
    },
  },
  breakpoints: { xs: '30em', sm: '40em', md: '56em', lg: '69em', xl: '88em' },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } }),
    Alert: Alert.extend({ defaultProps: { variant: 'light' } }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    Badge: Badge.extend({ defaultProps: { tt: 'none', fw: 550, radius: 'sm' } }),
    Button: Button.extend({
      defaultProps: { fw: 550 },
      // On dark ground the shades are light, and white words on them could not be read.
      vars: (_theme, { variant = 'filled', color }) => {
        if (variant !== 'filled') return { root: {} };
        if (!color)
          return { root: { '--button-bg': 'var(--f-accent)', '--button-color': 'var(--f-on-accent)' } };
        if (color !== 'red') return { root: {} };
        const root = {
          '--button-bg': 'var(--mantine-color-red-9)',
          '--button-hover': 'var(--mantine-color-red-8)',
        };
        return { root: { ...root, '--button-color': 'var(--mantine-color-white)' } };
      },
    }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'sm' } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } },
      styles: { body: { paddingTop: 12 } },
    }),
    Drawer: Drawer.extend({ styles: { body: { paddingTop: 12 } } }),
    Paper: Paper.extend({ defaultProps: { radius: 10 } }),
    Select: Select.extend({ defaultProps: { allowDeselect: false, checkIconPosition: 'right' } }),
    Switch: Switch.extend({ defaultProps: { size: 'sm' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'xs', highlightOnHover: true } }),
    Tooltip: Tooltip.extend({
      defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true } },
    }),
  },
});

const tokens = (index: 0 | 1) =>
  Object.fromEntries(Object.entries(TOKENS).map(([name, values]) => [`--f-${name}`, values[index]]));

/** Our tokens as CSS variables, and Mantine's own in their terms. */
export const cssVariables: CSSVariablesResolver = () => {
  const own = {
    '--mantine-color-body': 'var(--f-canvas)',
    '--mantine-color-text': 'var(--f-text)',
    '--mantine-color-dimmed': 'var(--f-dimmed)',
    '--mantine-color-default': 'var(--f-surface)',
    '--mantine-color-default-hover': 'var(--f-hover)',
    '--mantine-color-default-border': 'var(--f-border)',
    '--mantine-color-placeholder': 'var(--f-dimmed)',
    '--mantine-color-anchor': 'var(--f-accent)',
    '--mantine-color-error': 'var(--f-error-text)',
    '--mantine-color-disabled-color': 'var(--f-dimmed)',
  };
  return {
    variables: {},
    light: { ...tokens(0), ...own },
    dark: { ...tokens(1), ...own },
  };
};
