import { Body, Delete, Get, HttpCode, Inject, Param, Patch, Post, type Type } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import { TargetListService } from '@facteur/audience';
import {
  ApiController,
  Exporting,
  type ExportQuery,
  type CollectionQuery,
  Listing,
  validationPipe,
} from '@facteur/platform';
import * as dto from './crm-record.dto.js';
import { CRM_RECORD_TYPES } from './crm-record-types.js';
import type { CrmRecordService } from './crm-record.service.js';

export const serviceToken = (targetType: string) => `facteur crm service ${targetType}`;

const DTOS: Record<string, [create: Type<dto.CrmRecordDto>, update: Type<Partial<dto.CrmRecordDto>>]> = {
  Account: [dto.CreateAccountDto, dto.UpdateAccountDto],
  Contact: [dto.CreateContactDto, dto.UpdateContactDto],
  Lead: [dto.CreateLeadDto, dto.UpdateLeadDto],
  User: [dto.CreateUserDto, dto.UpdateUserDto],
};

/** A pipe that validates against a class that is only known when the controller is made. */
function pipeFor(type: Type<object>) {
  const pipe = validationPipe();
  return {
    transform: (value: unknown) =>
      pipe.transform(value, { type: 'body', metatype: type }) as Promise<unknown>,
  };
}

/** The collection of one record type; all four are the same but for their fields. */
function controllerOf(
  targetType: string,
  path: string,
  createDto: Type<object>,
  updateDto: Type<object>,
): Type<object> {
  @ApiController(path)
  class CrmRecordController {
    constructor(
      @Inject(serviceToken(targetType)) private readonly records: CrmRecordService,
      @Inject(TargetListService) private readonly lists: TargetListService,
    ) {}

    @Get()
    list(@Listing() query: CollectionQuery) {
      return this.records.list(query);
    }

    @Get('export')
    export(@Exporting() query: ExportQuery) {
      return this.records.export(query);
    }

    @Get(':id')
    get(@Param('id') id: string) {
      return this.records.view(id);
    }

    @Get(':id/target-lists')
    @ApiOperation({ summary: 'The target lists that it is on, and since when it opted out of them' })
    targetLists(@Param('id') targetId: string) {
      return this.lists.listsOf({ targetType, targetId });
    }

    @Post()
    @ApiBody({ type: createDto })
    create(@Body(pipeFor(createDto)) body: object) {
      return this.records.create(body);
    }

    @Patch(':id')
    @ApiBody({ type: updateDto })
    update(@Param('id') id: string, @Body(pipeFor(updateDto)) body: object) {
      return this.records.update(id, body);
    }

    @Delete(':id')
    @HttpCode(204)
    remove(@Param('id') id: string) {
      return this.records.remove(id);
    }
  }
  Object.defineProperty(CrmRecordController, 'name', { value: `${targetType}Controller` });
  return CrmRecordController;
}

export const CRM_CONTROLLERS = CRM_RECORD_TYPES.map(({ targetType, path }) =>
  controllerOf(targetType, path, ...DTOS[targetType]!),
);
