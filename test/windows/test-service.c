/* A Windows service that does nothing, for the tests: stops at once, or after a second when its name ends in "Slow". */
#include <windows.h>

static SERVICE_STATUS_HANDLE handle;
static HANDLE stopping;
static BOOL slow;

static void tell(DWORD state) {
  SERVICE_STATUS status = {0};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status.dwCurrentState = state;
  status.dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0;
  status.dwWaitHint = 3000;
  SetServiceStatus(handle, &status);
}

static DWORD WINAPI control(DWORD code, DWORD type, void *data, void *context) {
  if (code == SERVICE_CONTROL_STOP) {
    tell(SERVICE_STOP_PENDING);
    SetEvent(stopping);
  }
  return NO_ERROR;
}

static void WINAPI serve(DWORD count, WCHAR **arguments) {
  WCHAR *name = count > 0 ? arguments[0] : L"";
  size_t length = lstrlenW(name);
  slow = length > 4 && lstrcmpW(name + length - 4, L"Slow") == 0;
  handle = RegisterServiceCtrlHandlerExW(name, control, NULL);
  tell(SERVICE_START_PENDING);
  if (slow) Sleep(500);
  tell(SERVICE_RUNNING);
  WaitForSingleObject(stopping, INFINITE);
  if (slow) Sleep(1000);
  tell(SERVICE_STOPPED);
}

int wmain(void) {
  SERVICE_TABLE_ENTRYW table[] = {{L"", serve}, {NULL, NULL}};
  stopping = CreateEventW(NULL, TRUE, FALSE, NULL);
  return StartServiceCtrlDispatcherW(table) ? 0 : (int)GetLastError();
}
